import type { MadeRowsReport, RowFinding } from '../model/made-rows.ts';
import type { MigrationProof, Proof } from '../model/verdict.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { worstVerdict } from '../verify/judge.ts';
import type { RoundTripItem } from '../verify/round-trip.ts';
import type { Lack } from '../verify/rows/find-culprits.ts';
import { fillPeculiar, type MadeRows } from '../verify/rows/peculiar-rows.ts';
import { readTableNames } from '../verify/rows/table-names.ts';
import { mentionedTables } from '../verify/rows/touched-tables.ts';
import type { CommandInput } from './command.ts';
import type { VerifyBatch } from './verify-batch.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';
import { withTargetSession } from './with-target-session.ts';

/** How long the target is asked whether it holds a kind of row. */
const QUESTION_MS = 2000;
const MOST_QUESTIONS = 20;
const NO_TABLE = '42P01';

/** Fills the tables that a batch has to do with and that hold no rows; they are filled again whenever the workbench goes back to a state before. */
export async function makeRows(bench: VerifyWorkbench, batch: VerifyBatch, { avoided }: Lack): Promise<MadeRows> {
  const withoutRelations = [bench.run.target.history];
  const texts = await Promise.all(
    batch.items.flatMap(({ migration, undo }) => [migration, ...(undo === null ? [] : [undo])]).map((one) => bench.textOf(one)),
  );
  const named = mentionedTables(texts, [...(await readTableNames(bench.run.session, withoutRelations)).values()]);
  const tables = named.map(({ identity }) => identity);
  const fill = (): Promise<MadeRows> => fillPeculiar(bench.run.session, tables, { avoided, withoutRelations });
  const made = await fill();
  if (made.rows.size > 0) bench.refillWith(fill);
  return made;
}

/** Empties the tables whose rows would be in the way of a migration; answers whether there are any. */
export async function emptyBefore(bench: VerifyWorkbench, { migration }: RoundTripItem, { emptied }: Lack): Promise<boolean> {
  const tables = emptied.get(migration.script) ?? [];
  for (const table of tables) await emptyTable(bench.run.session, table);
  return tables.length > 0;
}

/** Empties a table with all that refers to it. One that has another name by now keeps its rows. */
export async function emptyTable(session: Session, table: string): Promise<void> {
  const { error } = await session.send(`TRUNCATE ${table} CASCADE`);
  if (error !== null && error.server.sqlState !== NO_TABLE) throw error;
}

/** What was made up, as the document tells it. */
export function madeRowsReport({ rows, unfilled }: MadeRows): MadeRowsReport {
  return { tables: [...rows].map(([table, count]) => ({ table, rows: count })), without: unfilled };
}

/** Asks the target which of these rows it holds: read-only, for at most two seconds each. */
export async function askTarget(input: CommandInput, findings: readonly RowFinding[]): Promise<readonly RowFinding[]> {
  const isAsked = findings.slice(0, MOST_QUESTIONS).some(({ question }) => question !== null);
  if (!isAsked) return findings;
  return withTargetSession(input, async (session) => {
    const answered: RowFinding[] = [];
    for (const [at, finding] of findings.entries()) {
      const isOpen = finding.question !== null && at < MOST_QUESTIONS;
      answered.push(isOpen ? { ...finding, onTarget: await answer(session, finding.question ?? '') } : finding);
    }
    return answered;
  });
}

// Several statements in one message are one transaction (manual 55.2.2.1), with which the settings end.
async function answer(session: Session, question: string): Promise<boolean | null> {
  const settings = ['SET TRANSACTION READ ONLY', `SET LOCAL statement_timeout = ${QUESTION_MS}`, 'SET LOCAL lock_timeout = 200'];
  try {
    const results = await session.query([...settings, question].join(';\n'));
    return results.at(-1)?.rows[0]?.[0] === 't';
  } catch (error) {
    if (error instanceof ServerError) return null;
    throw error;
  }
}

/** Puts findings to their migrations. A migration is refuted by them where the target holds such rows; else they are told, and the verdict stays. */
export function withRowFindings(proof: Proof, findings: readonly RowFinding[]): Proof {
  if (findings.length === 0) return proof;
  const migrations = proof.migrations.map((migration): MigrationProof => {
    const own = findings.filter(({ script }) => script === migration.script);
    const certain = own.filter(({ onTarget }) => onTarget === true);
    if (own.length === 0) return migration;
    const reasons = certain.map(({ table, column, holds, message }) =>
      column === null
        ? `It fails on the target, where ${table} holds rows: ${message}`
        : `It fails on the target, where ${table}.${column} holds ${holds}: ${message}`,
    );
    return {
      ...migration,
      verdict: certain.length > 0 ? 'refuted' : migration.verdict,
      reasons: [...reasons, ...migration.reasons],
      rowFindings: own,
    };
  });
  const count = (verdict: MigrationProof['verdict']): number => migrations.filter((one) => one.verdict === verdict).length;
  const verdicts = [proof.verdict ?? 'proven', ...migrations.map(({ verdict }) => verdict)];
  return {
    ...proof,
    verdict: worstVerdict(verdicts),
    migrations,
    summary: { migrations: migrations.length, proven: count('proven'), refuted: count('refuted'), unproven: count('unproven') },
  };
}
