import { DARK, LIGHT, type Palette } from './palette.ts';

function variables({ text, muted, page, card, line, link, tones }: Palette): string {
  const named = Object.entries({ text, muted, page, card, line, link }).map(([name, color]) => `--${name}:${color}`);
  const toned = Object.entries(tones).flatMap(([name, { ink, tint }]) => [`--${name}:${ink}`, `--${name}-tint:${tint}`]);
  return [...named, ...toned].join(';');
}

/** Each tone sets `--ink` and `--tint` for what stands in it. */
function toneRules(): string {
  return Object.keys(LIGHT.tones)
    .map((name) => `.${name}{--ink:var(--${name});--tint:var(--${name}-tint)}`)
    .join('\n');
}

const BASE = `
:root{color-scheme:light dark;${variables(LIGHT)}}
@media(prefers-color-scheme:dark){:root{${variables(DARK)}}}
${toneRules()}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;color:var(--text);background:var(--page);max-width:74rem;margin:2rem auto 4rem;padding:0 1.25rem;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0}
h2{font-size:1.15rem;margin:2.75rem 0 .75rem;padding-bottom:.35rem;border-bottom:1px solid var(--line)}
h3{font-size:1rem;margin:1.5rem 0 .4rem}
p{margin:.35rem 0}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:3px}
.muted{color:var(--muted)}
.small{font-size:.87rem}
code,pre,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.87rem}
pre{white-space:pre-wrap;tab-size:4;margin:.5rem 0;padding:.6rem .8rem;background:var(--card);border:1px solid var(--line);border-radius:6px}
pre.source{white-space:pre;overflow-x:auto}
mark{background:var(--tint,var(--medium-tint));color:inherit;border-bottom:2px solid var(--ink,var(--medium))}
ul{margin:.35rem 0;padding-left:1.2rem}
li{margin:.15rem 0}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .75rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--muted);font-weight:600;font-size:.87rem}
td.n,th.n{text-align:right}
summary{cursor:pointer}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;margin:1rem 0 0}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:1rem;background:var(--page);padding:.5rem}
.chip{display:inline-block;padding:.05rem .5rem;border-radius:1rem;font-size:.82rem;font-weight:600;white-space:nowrap;color:var(--ink);background:var(--tint)}
.chip.plain{color:var(--muted);background:none;border:1px solid var(--line)}
.hero{display:grid;grid-template-columns:13rem 1fr;gap:1.5rem 2.5rem;align-items:center;margin-top:1.5rem;padding:1.25rem 1.5rem;border:1px solid var(--line);border-radius:10px;background:var(--card)}
.parts{display:grid;grid-template-columns:minmax(0,max-content) minmax(8rem,1fr);overflow-wrap:break-word;gap:.3rem 1rem;margin:.75rem 0 0;align-items:center}
.parts dt{font-size:.9rem}
.parts dd{margin:0;display:flex;align-items:center;gap:.5rem;font-variant-numeric:tabular-nums;font-size:.87rem;color:var(--muted)}
.bar{display:block;height:.6rem;border-radius:3px;background:var(--ink)}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1.25rem;margin:1.25rem 0 0}
.facts dt{color:var(--muted)}
.facts dd{margin:0}
.legend{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;font-size:.87rem;color:var(--muted);margin:.5rem 0}
.legend span::before{content:"";display:inline-block;width:.8rem;height:.8rem;border-radius:3px;margin-right:.4rem;vertical-align:-1px;background:var(--ink)}
.panel{border:1px solid var(--line);border-left:4px solid var(--ink);border-radius:6px;margin:.75rem 0;padding:.6rem 1rem}
.panel>summary{display:flex;flex-wrap:wrap;gap:.15rem .75rem;align-items:baseline}
.panel>p:last-child{margin-bottom:0}
.panel pre{margin-bottom:.25rem}
.panel>summary .what{flex-basis:100%;font-weight:600}
.panel:not([open])>summary .what{font-weight:400}
.compare{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 1rem}
.compare h4{font-size:.82rem;font-weight:600;color:var(--muted);margin:.6rem 0 0}
.compare pre{margin-top:.25rem;border-left:3px solid var(--ink)}
del,ins{text-decoration:none;background:var(--tint);color:var(--ink);border-radius:2px}
del{text-decoration:line-through;text-decoration-thickness:1px}
.fold>summary{padding:.45rem .25rem;color:var(--muted);border-bottom:1px solid var(--line)}
.graph{overflow-x:auto;border:1px solid var(--line);border-radius:8px;padding:.75rem;margin:.75rem 0}
.graph svg{display:block}
footer{margin-top:3rem;padding-top:.75rem;border-top:1px solid var(--line)}`;

const NARROW = `
body{margin-top:1rem}
.hero{grid-template-columns:1fr;padding:1rem}`;

const PRINT = `
:root{color-scheme:light;${variables(LIGHT)}}
body{max-width:none;margin:0;font-size:11px}
details::details-content{content-visibility:visible;block-size:auto}
nav,.skip{display:none}
.panel,.statement,.graph,.hero{break-inside:avoid}
*{print-color-adjust:exact}`;

/** The whole style of a page: what all pages share, its own rules, and those for narrow windows; nothing is loaded from anywhere. */
export function pageStyle(rules: string, narrow: string): string {
  return `${BASE}${rules}\n@media(max-width:50rem){${NARROW}${narrow}\n}\n@media print{${PRINT}\n}`;
}
