import { pageStyle } from '../../page/style.ts';

const RULES = `
h4{font-size:.9rem;margin:1.1rem 0 .3rem}
.verdict{display:grid;grid-template-columns:5rem 1fr;gap:0 1.5rem;align-items:start;margin-top:1.5rem;padding:1.25rem 1.5rem;border:1px solid var(--ink);border-left-width:6px;border-radius:10px;background:var(--tint)}
.verdict .word{font-size:1.9rem;line-height:1.15;font-weight:700;margin:0;color:var(--ink);text-transform:uppercase;letter-spacing:.02em}
.verdict.calm{display:block}
.verdict .muted{color:inherit}
.icon{width:5rem;height:5rem}
.icon circle{fill:var(--ink)}
.icon path{fill:none;stroke:var(--tint);stroke-width:5;stroke-linecap:round;stroke-linejoin:round}
.cells{display:flex;flex-wrap:wrap;gap:.3rem;margin:.75rem 0 0}
.cells a{display:inline-flex;gap:.3rem;padding:.1rem .5rem;border:1px solid var(--ink);border-radius:4px;background:var(--page);color:var(--ink);font-size:.82rem;text-decoration:none;font-variant-numeric:tabular-nums}
.cells a:hover{background:var(--tint)}
.reasons{padding-left:1.1rem}
.panel>.reasons,.outcome .reasons{margin-top:0}
.panel:not([open])>summary .times{opacity:1}
.panel>summary .times{margin-left:auto;font-variant-numeric:tabular-nums}
.panel>summary strong{overflow-wrap:anywhere}
.outcome{display:grid;grid-template-columns:minmax(0,36.5rem) minmax(16rem,1fr);gap:.5rem 1.75rem;align-items:center;margin:.75rem 0 .25rem}
.scroll{overflow-x:auto}
.trip{display:block;max-width:100%;height:auto;min-width:25rem}
.trip.short{min-width:0}
.trip text{font-size:12.5px;fill:var(--text);text-anchor:middle}
.trip text.left{text-anchor:end}
.trip .state rect{fill:var(--page);stroke:var(--muted);stroke-width:1.3}
.trip .state text{font-weight:600}
.trip .unreached rect{stroke-dasharray:4 3;stroke:var(--line)}
.trip .unreached text{font-weight:400;fill:var(--muted)}
.trip .step path{fill:none;stroke:var(--link);stroke-width:2.2}
.trip .step path.head{fill:var(--link);stroke:none}
.trip .step circle{fill:var(--critical-tint);stroke:var(--critical);stroke-width:1.5}
.trip .failed path{stroke:var(--critical);stroke-dasharray:6 4}
.trip .failed text{fill:var(--critical)}
.trip .none path{stroke:var(--medium);stroke-dasharray:2 5;stroke-linecap:round}
.trip .none text{fill:var(--medium)}
.trip .untried path{stroke:var(--line);stroke-dasharray:2 5;stroke-width:1.6}
.trip .untried text{fill:var(--muted)}
.trip .unknown{--ink:var(--muted);--tint:var(--page)}
.trip .compare path{stroke:var(--ink);stroke-width:1.4;stroke-dasharray:5 4}
.trip .compare circle{fill:var(--tint);stroke:var(--ink);stroke-width:1.4}
.trip .compare text{fill:var(--ink);font-weight:600}
.trip text.sign{font-size:15px;font-weight:700;fill:var(--ink,var(--critical))}
.trip .step text.sign{font-size:13px;fill:var(--critical)}
.load text{font-size:11px;fill:var(--muted);text-anchor:end}
.load text.start{text-anchor:start}
.load .grid{stroke:var(--line);stroke-width:.7}
.load .axis{stroke:var(--muted);stroke-width:1}
.load .statement{fill:var(--medium);stroke:var(--page);stroke-width:1}
.load .read{fill:var(--link);opacity:.55}
.load .write{fill:var(--critical);opacity:.55}
.difference{margin:.35rem 0}
.diff{white-space:pre;overflow-x:auto;padding:.5rem 0}
.diff span{display:block;padding:0 .8rem;min-width:max-content}
.diff .come{background:var(--low-tint);color:var(--low)}
.diff .gone{background:var(--critical-tint);color:var(--critical)}
.data{max-width:46rem}
.data th{white-space:nowrap}
.chain{display:flex;flex-wrap:wrap;gap:.5rem 0;list-style:none;padding:0;margin:.75rem 0}
.chain li{display:flex;gap:.35rem;align-items:center;margin:0;padding:.2rem .65rem;border:1px solid var(--ink,var(--line));border-radius:5px;background:var(--tint,none);color:var(--ink,var(--muted));font-size:.87rem;font-variant-numeric:tabular-nums}
.chain li:not(:last-child){margin-right:1.7rem;position:relative}
.chain li:not(:last-child)::after{content:"→";position:absolute;left:100%;width:1.7rem;text-align:center;color:var(--muted)}
.chain li.plain{border-style:dashed;--ink:var(--muted);--tint:none}
.chain li.more{border-color:transparent;--ink:var(--muted)}
.fold{margin:.75rem 0}
.fold>.panel,.fold>p{margin-left:1rem}`;

const NARROW = `
.verdict{grid-template-columns:3rem 1fr;gap:0 1rem;padding:1rem}
.icon{width:3rem;height:3rem}
.verdict .word{font-size:1.5rem}
.outcome{grid-template-columns:1fr}
.panel{padding:.6rem .75rem}
.panel>summary .times{margin-left:0}
.fold>.panel,.fold>p{margin-left:0}
.data{display:block;overflow-x:auto}
.data td:first-child{min-width:10rem}`;

/** The style of a proof's page. */
export const STYLE: string = pageStyle(RULES, NARROW);
