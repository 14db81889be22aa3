import type { Plan } from '../../../model/plan.ts';
import type { Risk } from '../../../model/hazard.ts';
import { markup, type Html } from '../../html-text.ts';
import { countBySeverity, openHazards } from '../../plan-hazards.ts';
import { grouped } from '../../plan-words.ts';
import { longestWait } from '../../statement-words.ts';
import { chip } from '../../page/chip.ts';
import { tagChip, toneOfSeverity } from './tones.ts';

const MAX_PARTS = 10;
/** Of a bar of 100 points; beside it stands its figure. */
const BAR_SHARE = 0.85;
/** Where one category ends and the next begins. */
const EDGES = [25, 50, 75];

/** The score as a gauge, and what it is made of. */
export function riskSection(plan: Plan): Html {
  const { risk, tag } = plan;
  const hazards = countBySeverity(openHazards(plan));
  const chips = hazards.map(({ severity, count }) => chip(toneOfSeverity(severity), `${severity} ${grouped(count)}`));
  return markup`<section class="hero ${risk.category}" aria-label="Risk">
${gauge(risk)}
<div>
<p>${tagChip(tag)} ${chips.length === 0 ? chip('low', 'no hazards') : chips}</p>
<p>${waitWords(plan)} ${undoWords(plan)}</p>
${parts(risk)}
</div>
</section>`;
}

function gauge({ score, category }: Risk): Html {
  const ticks = EDGES.map((edge) => {
    const angle = Math.PI * (1 - edge / 100);
    const at = (radius: number): string => `${(100 + radius * Math.cos(angle)).toFixed(1)},${(96 - radius * Math.sin(angle)).toFixed(1)}`;
    return markup`<path class="tick" d="M${at(70)}L${at(90)}"/>`;
  });
  const arc = 'M20 96A80 80 0 0 1 180 96';
  return markup`<svg class="gauge" viewBox="0 0 200 136" role="img" aria-label="Risk ${score} of 100, ${category}">
<path class="track" d="${arc}" fill="none" stroke-width="16" pathLength="100"/>
<path class="value" d="${arc}" fill="none" stroke-width="16" pathLength="100" stroke-dasharray="${score} 200"/>
${ticks}
<text class="score" x="100" y="92" text-anchor="middle">${score}</text>
<text class="label" x="100" y="116" text-anchor="middle">${category} risk</text>
<text class="end" x="20" y="116" text-anchor="middle">0</text><text class="end" x="180" y="116" text-anchor="middle">100</text>
</svg>`;
}

function parts({ parts: all }: Risk): Html | null {
  if (all.length === 0) return null;
  const shown = all.slice(0, MAX_PARTS);
  const rows = shown.map(
    ({ points, reason }) =>
      markup`<dt>${reason}</dt><dd><span class="bar" style="width:${Math.min(100, points) * BAR_SHARE}%"></span>${points}</dd>`,
  );
  return markup`<dl class="parts">${rows}</dl>`;
}

function waitWords(plan: Plan): string {
  const wait = longestWait(plan);
  if (wait === 'no') return 'Nobody waits.';
  return wait.startsWith('how') ? 'Others wait; how long is not known.' : `Others wait ${wait}.`;
}

function undoWords({ hasIrreversible }: Plan): string {
  return hasIrreversible ? 'Not everything can be brought back.' : '';
}
