import type { MigrationProof, Proof } from '../../../model/verdict.ts';
import { markup, type Html } from '../../html-text.ts';
import { chip } from '../../page/chip.ts';
import { grouped } from '../../plan-words.ts';
import { stepsOf, timeWords } from '../../verdict-words.ts';
import { anchorOf } from './anchor.ts';
import { MIGRATION_PARTS } from './migration-parts.ts';
import { toneOfVerdict, verdictChip } from './verdict-mark.ts';

/** From so many migrations on, runs of proven ones are folded. */
const FOLD_FROM = 12;
const SHORTEST_RUN = 4;
/** More proven ones have a line each. */
const MOST_PROVEN_CARDS = 200;

/** A card for each migration, in the order in which they are applied; those that are not proven are open. */
export function migrationSection({ migrations }: Proof): Html | null {
  if (migrations.length === 0) return null;
  const areMany = migrations.filter(({ verdict }) => verdict === 'proven').length > MOST_PROVEN_CARDS;
  const show = areMany ? (one: MigrationProof): Html => (one.verdict === 'proven' ? line(one) : card(one)) : card;
  return markup`<section id="migrations"><h2>Migrations</h2>
${runsOf(migrations).map((run) => runHtml(run, show))}</section>`;
}

function runsOf(migrations: readonly MigrationProof[]): readonly (readonly MigrationProof[])[] {
  if (migrations.length < FOLD_FROM) return migrations.map((migration) => [migration]);
  const runs: MigrationProof[][] = [];
  for (const migration of migrations) {
    const last = runs.at(-1);
    if (migration.verdict === 'proven' && last?.every(({ verdict }) => verdict === 'proven') === true) last.push(migration);
    else runs.push([migration]);
  }
  return runs.flatMap((run) => (run.length < SHORTEST_RUN ? run.map((migration) => [migration]) : [run]));
}

function runHtml(run: readonly MigrationProof[], show: (migration: MigrationProof) => Html): Html {
  const [first, last] = [run[0], run.at(-1)];
  if (run.length === 1 || first === undefined || last === undefined) return markup`${run.map(show)}`;
  return markup`<details class="fold"><summary>${verdictChip('proven')} ${grouped(run.length)} migrations, ${first.script} to ${last.script}</summary>
${run.map(show)}</details>`;
}

function card(migration: MigrationProof): Html {
  const { verdict, script, version, undoScript } = migration;
  const undo = version === null ? 'repeatable' : undoScript === null ? 'no undo script' : `undone by ${undoScript}`;
  const isSurprising = migration.observed?.statements.some(({ surprises }) => surprises.length > 0) ?? false;
  const parts = MIGRATION_PARTS.map((part) => part(migration)).filter((part) => part !== null);
  return markup`<details class="panel ${toneOfVerdict(verdict)}" id="${anchorOf(migration)}"${verdict === 'proven' && !isSurprising ? null : markup` open`}><summary>${verdictChip(verdict)} <strong>${script}</strong> <span class="muted small">${undo}</span> ${isSurprising ? chip('medium', 'not as planned') : null} <span class="muted small times">${times(migration)}</span></summary>
${parts}</details>`;
}

function line(migration: MigrationProof): Html {
  return markup`<p id="${anchorOf(migration)}">${verdictChip(migration.verdict)} ${migration.script} <span class="muted small">${times(migration)}</span></p>`;
}

function times(migration: MigrationProof): string {
  return stepsOf(migration)
    .flatMap(({ name, elapsedMs }) => (elapsedMs === null ? [] : [`${name} ${timeWords(elapsedMs)}`]))
    .join(' · ');
}
