import type { MigrationProof, Proof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { stepsOf, timeWords } from '../../verdict-words.ts';
import { anchorOf } from './anchor.ts';

const MOST_STEPS = 10;
/** Below that nothing is slow. */
const SHORTEST_MS = 10;
/** Of the width that there is; beside the bar stands its figure. */
const BAR_SHARE = 0.85;

interface TimedStep {
  readonly migration: MigrationProof;
  readonly name: string;
  readonly elapsedMs: number;
}

/** The slowest steps as bars, and where the time of all went. */
export function timeSection({ migrations }: Proof): Html | null {
  const steps = migrations.flatMap((migration) =>
    stepsOf(migration).flatMap(({ name, elapsedMs }): readonly TimedStep[] => (elapsedMs === null ? [] : [{ migration, name, elapsedMs }])),
  );
  const slowest = steps
    .filter(({ elapsedMs }) => elapsedMs >= SHORTEST_MS)
    .toSorted((left, right) => right.elapsedMs - left.elapsedMs)
    .slice(0, MOST_STEPS);
  if (slowest.length === 0) return null;
  const longest = slowest[0]?.elapsedMs ?? 1;
  const sums = ['up', 'undo', 'up again'].map((name) => {
    const sum = steps.filter((step) => step.name === name).reduce((total, { elapsedMs }) => total + elapsedMs, 0);
    return `${name} ${timeWords(sum)}`;
  });
  return markup`<section id="times"><h2>Slowest steps</h2>
<dl class="parts calm">${slowest.map((step) => bar(step, longest))}</dl>
<p class="muted small">In the sandbox, with the rows that are there: on the target it may take longer. Of all migrations: ${sums.join(', ')}.</p></section>`;
}

function bar({ migration, name, elapsedMs }: TimedStep, longest: number): Html {
  const share = Math.round((elapsedMs / longest) * BAR_SHARE * 1000) / 10;
  return markup`<dt><a href="#${anchorOf(migration)}">${migration.script}</a> ${name}</dt><dd><span class="bar" style="width:${share}%"></span>${timeWords(elapsedMs)}</dd>`;
}
