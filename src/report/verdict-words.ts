import type { ChainProof, DataDifference, MigrationProof, Proof, Verdict } from '../model/verdict.ts';
import { counted, grouped } from './plan-words.ts';

const SECOND_MS = 1000;

/** A sign beside the word, for those who see no colours. */
export const VERDICT_SIGNS: Readonly<Record<Verdict, string>> = { proven: '✓', refuted: '✕', unproven: '?' };

/** A step of a round trip, and how it ended; `none`: there is no undo script; null: it was not tried. */
export interface RoundTripStep {
  readonly name: 'up' | 'undo' | 'up again';
  readonly outcome: 'ok' | 'failed' | 'empty' | 'none' | null;
  readonly elapsedMs: number | null;
}

/** The steps of a migration; a repeatable one has no undo. */
export function stepsOf({ version, up, undo, reup, upMs, undoMs, reupMs }: MigrationProof): readonly RoundTripStep[] {
  return [
    { name: 'up', outcome: up, elapsedMs: upMs },
    ...(version === null ? [] : [{ name: 'undo', outcome: undo === 'missing' ? 'none' : undo, elapsedMs: undoMs } as const]),
    { name: 'up again', outcome: reup === 'different' ? 'ok' : reup, elapsedMs: reupMs },
  ];
}

/** `340 ms`, `12.3 s`. */
export function timeWords(elapsedMs: number): string {
  return elapsedMs < SECOND_MS
    ? `${elapsedMs} ms`
    : `${grouped(Math.floor(elapsedMs / SECOND_MS))}.${Math.floor((elapsedMs % SECOND_MS) / 100)} s`;
}

/** `3 migrations: 1 proven, 2 refuted`; of a batch that was only looked at as a whole its versions. */
export function proofWords({ verdict, summary, chain }: Proof): string {
  const { migrations, proven, refuted, unproven } = summary;
  if (verdict === null) return 'nothing is pending';
  if (migrations === 0) return chain === null ? 'no migration' : `${counted(chain.of, 'version')} as a whole`;
  const counts = [`${grouped(proven)} proven`, ...countOf(refuted, 'refuted'), ...countOf(unproven, 'unproven')];
  return `${counted(migrations, 'migration')}: ${counts.join(', ')}`;
}

function countOf(count: number, word: string): readonly string[] {
  return count === 0 ? [] : [`${grouped(count)} ${word}`];
}

/** `PostgreSQL 15.18 (installed), target PostgreSQL 15.17`. */
export function sandboxWords({ sandbox }: Proof): string {
  if (sandbox === null) return 'none was needed';
  const target = sandbox.targetServerVersion === null ? '' : `, target PostgreSQL ${sandbox.targetServerVersion}`;
  return `PostgreSQL ${sandbox.serverVersion} (${sandbox.kind})${target}`;
}

/** `from an empty database`, `from 12 migrations applied before`. */
export function baseWords({ base }: Proof): string {
  if (base?.kind === 'target') return "from a copy of the target's schema";
  if (base === null || base.applied === 0) return 'from an empty database';
  return `from ${counted(base.applied, 'migration')} applied before${base.kind === 'history' ? ', as the history of the target says' : ''}`;
}

/** `5% of the rows of the target: 44,725 rows of 12 tables, 16.0 MB, 31 columns masked`; null: none were wanted. */
export function sampleWords({ sample }: Proof): string | null {
  if (sample === undefined) return null;
  const { share, rows, bytes, tables } = sample;
  const masked = tables.reduce((count, table) => count + table.masked.length, 0);
  const percent = Number((share * 100).toPrecision(3));
  return `${percent}% of the rows of the target: ${counted(rows, 'row')} of ${counted(tables.length, 'table')}, ${(bytes / 1e6).toFixed(1)} MB, ${counted(masked, 'column')} masked`;
}

/** `14 of 14 versions undone, newest first, and applied again`. */
export function chainWords({ undone, of, reup, stoppedAt }: ChainProof): string {
  const again = reup === 'ok' ? ', and applied again' : '';
  const stop =
    stoppedAt === null
      ? ''
      : `, then version ${stoppedAt.version} ${stoppedAt.why === 'missing' ? 'has no undo script' : 'cannot be undone'}`;
  return `${grouped(undone)} of ${counted(of, 'version')} undone, newest first${again}${stop}`;
}

/** What the state after undo is, compared with the one before: `equal`, `2 objects differ`, `the order of columns differs`. */
export function restoredWords({
  restored,
  differences,
  dataDifferences,
}: Pick<MigrationProof, 'restored' | 'differences' | 'dataDifferences'>): string {
  if (restored === null) return 'not known';
  const data = dataDifferences.length === 0 ? [] : ['data differs'];
  if (restored === 'exact') return data[0] ?? 'equal';
  if (restored === 'order') return ['the order of columns differs', ...data].join(', ');
  if (differences.length === 0) return ['not restored', ...data].join(', ');
  return [counted(differences.length, 'object differs', 'objects differ'), ...data].join(', ');
}

/** What the second up gave, compared with the first one. */
export function reupWords({ reup, reupDifferences }: Pick<MigrationProof, 'reup' | 'reupDifferences'>): string {
  if (reup === null) return 'not known';
  if (reup === 'failed') return 'it failed';
  return reupDifferences.length === 0 ? 'equal' : counted(reupDifferences.length, 'object differs', 'objects differ');
}

/** What is told of in rows of data: `rows`, `values`, `last number`. */
export function dataKindWords({ kind }: DataDifference): string {
  if (kind === 'probe') return 'written between up and undo';
  return kind === 'sequence' ? 'last number of the sequence' : kind === 'rows' ? 'rows' : 'values that are not null';
}

/** What a proven migration has shown. */
export function provenWords({ version, undo }: MigrationProof): string {
  if (version === null) return 'Run twice, it gives the same.';
  const undone = undo === 'empty' ? 'There was nothing to undo' : 'The undo brought back schema, rows and counters';
  return `${undone}, and applied again it gave the same schema.`;
}
