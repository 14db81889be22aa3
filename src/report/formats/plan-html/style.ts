import { pageStyle } from '../../page/style.ts';

const RULES = `
.gauge{width:100%;height:auto;display:block}
.gauge .track{stroke:var(--line)}
.gauge .value{stroke:var(--ink)}
.gauge .tick{stroke:var(--card);stroke-width:2}
.gauge .score{font-size:46px;font-weight:700;fill:var(--text);font-variant-numeric:tabular-nums}
.gauge .label{font-size:14px;font-weight:600;fill:var(--ink)}
.gauge .end{font-size:11px;fill:var(--muted)}
.chart{display:grid;grid-template-columns:minmax(10rem,19rem) minmax(12rem,1fr) minmax(9rem,15rem);gap:0 1rem;align-items:center}
.chart>div{padding:.3rem 0}
.chart .axis{height:1.4rem;position:relative;font-size:.8rem;color:var(--muted)}
.chart .axis span{position:absolute;transform:translateX(-50%);white-space:nowrap}
.chart .axis span:first-child{transform:none}
.chart .axis span:last-child{transform:translateX(-100%)}
.chart>.track{position:relative;align-self:stretch;min-height:1.5rem;padding:0}
.track i{position:absolute;top:0;bottom:0;width:1px;background:var(--line)}
.track b{position:absolute;top:calc(50% - .4rem);height:.8rem;border-radius:4px;background:var(--ink);min-width:4px}
.track b.unknown{background:repeating-linear-gradient(135deg,var(--ink) 0 4px,transparent 4px 9px);opacity:.7}
.statement{border-bottom:1px solid var(--line)}
.statement>summary,.columns{display:grid;grid-template-columns:3.5rem minmax(9rem,1.3fr) minmax(11rem,1fr) minmax(12rem,1.6fr) 7.2rem;gap:0 1rem;padding:.4rem .25rem;align-items:baseline}
.statement>summary{list-style:none}
.statement>summary::-webkit-details-marker{display:none}
.statement>summary:hover{background:var(--card)}
.statement>summary .line{color:var(--muted);text-align:right;font-variant-numeric:tabular-nums}
.statement>summary .line::before{content:"▸";float:left;color:var(--muted)}
.statement[open]>summary .line::before{content:"▾"}
.statement .score{text-align:right}
.statement>.inside{padding:0 .25rem 1rem 4.75rem}
.inside table{margin:.5rem 0}
.locks th:first-child{width:14rem}
.locks th:nth-child(2){width:45%}
.columns{color:var(--muted);font-size:.87rem;font-weight:600;border-bottom:1px solid var(--line);padding-top:0}
.columns>:first-child,.columns>:last-child{text-align:right}
.graph .node rect{fill:var(--card);stroke:var(--line);stroke-width:1}
.graph .changed rect{fill:var(--tint);stroke:var(--ink);stroke-width:2}
.graph .more rect{fill:none;stroke-dasharray:4 3}
.graph text{fill:var(--text);font-size:13px}
.graph .changed text{font-weight:600}
.graph text.size{fill:var(--muted);font-size:11px;font-weight:400}
.graph path{fill:none;stroke:var(--muted);stroke-width:1.2}
.graph path.cascade{stroke:var(--high);stroke-width:1.8}
.graph marker path{fill:var(--muted);stroke:none}
.graph marker.cascade path{fill:var(--high)}`;

const NARROW = `
.gauge{max-width:13rem;margin:0 auto}
.columns{display:none}
.statement>summary{grid-template-columns:3.5rem 1fr auto}
.statement>summary>:nth-child(3),.statement>summary>:nth-child(4){grid-column:2/-1}
.statement>summary .score{grid-column:3;grid-row:1}
.statement>.inside{padding-left:.25rem}
.chart{grid-template-columns:1fr}
.chart .axis-gap{display:none}`;

/** The style of a plan's page. */
export const STYLE: string = pageStyle(RULES, NARROW);
