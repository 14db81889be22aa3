import type { Config } from '../config/config.ts';
import { KEPT_SCHEMA, type KeptThing } from '../model/kept.ts';
import type { MigrationProof } from '../model/verdict.ts';
import type { Session } from '../postgres/session.ts';
import { shownIdentifier, shownQualified } from '../syntax/shown-identifier.ts';
import { fillTables } from '../verify/rows/fill-tables.ts';
import type { UndoDraft } from './undo-draft.ts';
import type { EditedMigration } from './undo-kept-pair.ts';
import { UndoTrial, type TriedUndo } from './undo-trial.ts';

/** So many rows are made in each table of which something is set aside, beside those that migrations have written. */
const MADE_ROWS = 40;

/** What a trial with rows showed. */
export interface KeptProof extends TriedUndo {
  /** What was set aside although there was nothing: its way back is not shown by anything. */
  readonly unshown: readonly string[];
}

/**
 * Tries a migration that sets aside what it destroys on a copy of the database, with rows made from the schema: without any, nothing would be proven.
 * Where the migration refuses such rows it is tried with those that other migrations have written.
 */
export async function proveKept(trial: UndoTrial, config: Config, edited: EditedMigration, draft: UndoDraft): Promise<KeptProof> {
  const copied = draft.edits.flatMap(({ aside }) => (aside.isInPlace ? [] : aside.things));
  const withRows = await tryOnCopy(trial, config, edited, draft, copied, true);
  return withRows.proof.up === 'failed' && copied.length > 0 ? tryOnCopy(trial, config, edited, draft, copied, false) : withRows;
}

async function tryOnCopy(
  { bench }: UndoTrial,
  config: Config,
  { migration }: EditedMigration,
  { sql }: UndoDraft,
  copied: readonly KeptThing[],
  hasMadeRows: boolean,
): Promise<KeptProof> {
  await using copy = await bench.fork('rows');
  const { session, target } = copy.run;
  if (hasMadeRows && copied.length > 0)
    await fillTables(session, new Map(copied.map(({ source }) => [source, MADE_ROWS])), { withoutRelations: [target.history] });
  await copy.checkpoint();
  const tried = await new UndoTrial(copy, config).tryUntilProven(migration, sql, true);
  return { ...tried, unshown: tried.proof.up === 'failed' ? [] : await unshown(copy.run.session, copied) };
}

/** Nothing differs but the place of a column: PostgreSQL adds columns at the end. */
export function isOrderOnly({ restored, dataDifferences, errors, reup }: MigrationProof): boolean {
  return restored === 'order' && dataDifferences.length === 0 && errors.length === 0 && reup === 'ok';
}

/** Looks at what has been copied: `public.log: no rows were set aside in the sandbox, ...`. */
async function unshown(session: Session, copied: readonly KeptThing[]): Promise<readonly string[]> {
  const queries = copied.map(({ name, columns, isPart }) => {
    const values = columns.length === 0 || isPart === true ? '' : ` WHERE num_nonnulls(${columns.map(shownIdentifier).join(', ')}) > 0`;
    return `SELECT EXISTS (SELECT FROM ${shownQualified(KEPT_SCHEMA, name)}${values})`;
  });
  const results = queries.length === 0 ? [] : await session.query(queries.join(';\n'));
  const empty = copied.filter((_thing, at) => results[at]?.rows[0]?.[0] === 'f');
  return empty.map(({ source, columns, isPart }) => {
    const what = columns.length === 0 || isPart === true ? `rows of ${source}` : `values of ${columns.join(', ')} of ${source}`;
    return `no ${what} were set aside in the sandbox: nothing shows that they come back`;
  });
}
