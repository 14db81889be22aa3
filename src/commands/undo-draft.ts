import { BatchAnalysis } from '../analyze/analyze-batch.ts';
import { DESTROYED_ROWS } from '../analyze/undo/inverses/rows.ts';
import type { ScriptEdit } from '../analyze/undo/keep/edit-script.ts';
import { worldFromCatalog } from '../analyze/world/from-catalog.ts';
import type { World } from '../analyze/world/world.ts';
import type { Migration } from '../model/migration.ts';
import type { PlannedUndo } from '../model/plan.ts';
import { readCatalog } from '../postgres/read-catalog.ts';
import { policySettings } from './analysis-settings.ts';
import { batchMigration } from './batch-scripts.ts';
import type { CommandRun } from './command-run.ts';
import { asCurrentUser } from './undo-by-catalog.ts';
import { localDate } from './local-timestamp.ts';

/** An undo that no round trip has proven yet. */
export interface UndoDraft {
  readonly sql: string;
  /** What nothing brings back. */
  readonly lost: PlannedUndo['irreversible'];
  /** What only the catalog of the state before brings back. */
  readonly untold: PlannedUndo['irreversible'];
  readonly destroysData: boolean;
  /** What has to be put into the script first; empty: it stays as it is. */
  readonly edits: readonly ScriptEdit[];
  /** The script in UTF-8, where it could be read. */
  readonly text: Buffer | null;
}

/** Inverts the statements of a migration with what the catalog of a database holds before it. `keepsData`: the script may be edited to set aside what it destroys. */
export async function draftUndo(run: CommandRun, migration: Migration, keepsData: boolean): Promise<UndoDraft> {
  try {
    const prepared = await run.prepare(migration);
    await run.session.query(run.target.resetStatements().join(';\n'));
    const world = worldFromCatalog(await readCatalog(run.session));
    assumeRows(world);
    const analysis = new BatchAnalysis(world, {
      policy: { ...policySettings(run.config, []), rules: [] },
      today: localDate(new Date()),
      invertsStatements: true,
      keepsData,
    });
    const { script, generatedUndo, untold, edits } = analysis.script(
      batchMigration(migration, prepared, { isOutOfOrder: false, hasUndo: true }),
    );
    if (generatedUndo === null) throw new Error('the analysis was not asked for the inverse');
    const unreadable = script.statements.flatMap(({ number, command, opaque }) =>
      command === 'unknown' ? opaque.map((reason) => ({ statement: number, reason })) : [],
    );
    const lost = [...generatedUndo.irreversible.filter((one) => !isAmong(untold, one)), ...unreadable];
    const destroysData =
      script.statements.some(({ destroys }) => destroys.length > 0) || lost.some(({ reason }) => DESTROYED_ROWS.has(reason));
    const sql = asCurrentUser(generatedUndo.sql ?? '', run.target.facts.role);
    return { sql, lost, untold, destroysData, edits, text: prepared.fileBytes };
  } catch (error) {
    // What cannot be prepared fails when it is applied, which the proof then says.
    const reason = error instanceof Error ? error.message : String(error);
    return { sql: '', lost: [{ statement: 0, reason }], untold: [], destroysData: false, edits: [], text: null };
  }
}

function isAmong(reasons: PlannedUndo['irreversible'], { statement, reason }: PlannedUndo['irreversible'][number]): boolean {
  return reasons.some((one) => one.statement === statement && one.reason === reason);
}

/** Where there are no rows nothing can be lost: what is proven here must hold where there are some. */
function assumeRows(world: World): void {
  for (const relation of world.allRelations()) {
    relation.population = 'populated';
    relation.rows = null;
  }
}
