import { BatchAnalysis } from '../analyze/analyze-batch.ts';
import { DESTROYED_ROWS } from '../analyze/undo/inverses/rows.ts';
import { worldFromCatalog } from '../analyze/world/from-catalog.ts';
import { entryKind, writeFileAtomic } from '../io/files.ts';
import type { Migration } from '../model/migration.ts';
import type { PlannedUndo } from '../model/plan.ts';
import type { MigrationProof } from '../model/verdict.ts';
import { readCatalog } from '../postgres/read-catalog.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { loadDeparser } from '../syntax/deparse.ts';
import { loadParser } from '../syntax/parse.ts';
import { RoundTripRun } from '../verify/round-trip.ts';
import { policySettings } from './analysis-settings.ts';
import { batchMigration } from './batch-scripts.ts';
import type { CommandInput, Outcome } from './command.ts';
import { inSandbox } from './in-sandbox.ts';
import { localDate } from './local-timestamp.ts';
import { undoMigration, wantsUndo } from './undo-generate-files.ts';
import { verifyBatch } from './verify-batch.ts';
import { openBench } from './verify-proof.ts';
import { targetOf } from './verify-target.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

const NOT_PROVEN = 11;
const ALL = { isAll: true, from: null, to: null };

/** What became of one migration's undo. */
export interface GeneratedUndo {
  readonly version: string;
  readonly script: string;
  readonly undoScript: string;
  /**
   * `proven`: the round trip gave the same schema and data. `irreversible`: something is lost that no statement brings back. `not-proven`: the
   * round trip showed a difference, or could not be made. `exists`: there is an undo script already.
   */
  readonly outcome: 'proven' | 'not-proven' | 'irreversible' | 'exists';
  readonly isWritten: boolean;
  readonly sql: string;
  /** What is lost, or how the round trip ended. */
  readonly reasons: readonly string[];
  readonly destroysData: boolean;
}

/** What `undo --generate` did. */
export interface UndoGenerateResult {
  readonly undos: readonly GeneratedUndo[];
  readonly isDryRun: boolean;
}

/** Runs undo --generate: writes the U files that are missing and that a round trip in the sandbox proves. Never touches the target. */
export async function runUndoGenerate(input: CommandInput): Promise<Outcome<UndoGenerateResult>> {
  const target = await targetOf(input, ALL);
  const isDryRun = input.options?.has('dry-run') === true;
  const undos = await inSandbox(input, target, async (running) => {
    await using bench = await openBench({ input, choice: ALL, target, ...running });
    return await new UndoGeneration(input, bench).run();
  });
  const result = { undos, isDryRun };
  const isComplete = undos.every(({ outcome }) => outcome === 'proven' || outcome === 'exists');
  return { result, json: () => result as unknown as JsonObject, exitCode: isComplete ? 0 : NOT_PROVEN };
}

/** An undo that no round trip has proven yet. */
type Draft = Pick<PlannedUndo, 'irreversible'> & { readonly sql: string };

class UndoGeneration {
  readonly #input: CommandInput;
  readonly #bench: VerifyWorkbench;
  readonly #trips: RoundTripRun;
  readonly #isDryRun: boolean;
  readonly #keepsUnproven: boolean;

  constructor(input: CommandInput, bench: VerifyWorkbench) {
    this.#input = input;
    this.#bench = bench;
    this.#trips = new RoundTripRun(bench, { doubts: [] });
    this.#isDryRun = input.options?.has('dry-run') === true;
    this.#keepsUnproven = input.options?.has('keep-unproven') === true;
  }

  async run(): Promise<readonly GeneratedUndo[]> {
    await Promise.all([loadParser(), loadDeparser()]);
    const { items } = verifyBatch(ALL, this.#bench.run.sources(), null);
    const wanted = wantsUndo(this.#input.operands ?? [], items, this.#input.config);
    const lastWanted = items.findLastIndex(({ migration }) => wanted.has(migration));
    const undos: GeneratedUndo[] = [];
    for (const item of items.slice(0, lastWanted + 1)) {
      if (!wanted.has(item.migration)) await this.#trips.prove({ ...item, undo: null });
      else if (item.undo !== null) {
        await this.#trips.prove({ ...item, undo: null });
        undos.push(this.#existing(item.migration, item.undo));
      } else undos.push(await this.#generate(item.migration));
    }
    if (undos.length === 0) this.#say('Every versioned migration has its undo script.');
    return undos;
  }

  async #generate(migration: Migration): Promise<GeneratedUndo> {
    const { undo, destroysData } = await this.#invert(migration);
    const candidate = undoMigration(migration, undo.sql, this.#input.config);
    const proof = await this.#trips.prove({ migration, undo: candidate });
    const lost = undo.irreversible.map(({ statement, reason }) => `statement ${statement}: ${reason}`);
    const outcome = lost.length > 0 ? 'irreversible' : proof.verdict === 'proven' ? 'proven' : 'not-proven';
    const reasons = [...lost, ...(proof.verdict === 'proven' ? [] : reasonsOf(proof))];
    const isWritten = this.#write(candidate, undo.sql, outcome === 'proven' ? [] : reasons);
    const { version, script } = migration;
    this.#say(lineOf(candidate, outcome, isWritten, this.#isDryRun, reasons));
    return { version: version?.text ?? '', script, undoScript: candidate.script, outcome, isWritten, sql: undo.sql, reasons, destroysData };
  }

  /** Inverts the statements with what the catalog holds before the migration. */
  async #invert(migration: Migration): Promise<{ readonly undo: Draft; readonly destroysData: boolean }> {
    const { run } = this.#bench;
    try {
      const prepared = await run.prepare(migration);
      await run.session.query(run.target.resetStatements().join(';\n'));
      const world = worldFromCatalog(await readCatalog(run.session));
      // Where there are no rows nothing can be lost: what is proven here must hold where there are some.
      for (const relation of world.allRelations()) {
        relation.population = 'populated';
        relation.rows = null;
      }
      const analysis = new BatchAnalysis(world, {
        policy: { ...policySettings(run.config, []), rules: [] },
        today: localDate(new Date()),
        invertsStatements: true,
      });
      const { script, generatedUndo } = analysis.script(batchMigration(migration, prepared, { isOutOfOrder: false, hasUndo: true }));
      if (generatedUndo === null) throw new Error('the analysis was not asked for the inverse');
      const unreadable = script.statements.flatMap(({ number, command, opaque }) =>
        command === 'unknown' ? opaque.map((reason) => ({ statement: number, reason })) : [],
      );
      const irreversible = [...generatedUndo.irreversible, ...unreadable];
      const destroysData =
        script.statements.some(({ destroys }) => destroys.length > 0) || irreversible.some(({ reason }) => DESTROYED_ROWS.has(reason));
      return { undo: { sql: generatedUndo.sql ?? '', irreversible }, destroysData };
    } catch (error) {
      // What cannot be prepared fails when it is applied, which the proof then says.
      const reason = error instanceof Error ? error.message : String(error);
      return { undo: { sql: '', irreversible: [{ statement: 0, reason }] }, destroysData: false };
    }
  }

  #write(undo: Migration, sql: string, lost: readonly string[]): boolean {
    if (this.#isDryRun || (lost.length > 0 && !this.#keepsUnproven) || entryKind(undo.path) !== null) return false;
    writeFileAtomic(undo.path, `${headerOf(lost)}${sql}`);
    return true;
  }

  #existing({ version, script }: Migration, undo: Migration): GeneratedUndo {
    this.#say(`exists        ${undo.shownPath}: never written over`);
    const reasons = ['there is an undo script already, which is never written over'];
    return {
      version: version?.text ?? '',
      script,
      undoScript: undo.script,
      outcome: 'exists',
      isWritten: false,
      sql: '',
      reasons,
      destroysData: false,
    };
  }

  #say(text: string): void {
    if (this.#input.cli.outputType !== 'json') this.#input.log.log('output', text);
  }
}

function reasonsOf({ reasons, errors }: MigrationProof): readonly string[] {
  return reasons.length > 0 ? reasons : errors.map(({ message }) => message);
}

function headerOf(lost: readonly string[]): string {
  if (lost.length === 0) return '';
  const lines = lost.flatMap((reason) => reason.split('\n')).map((line) => `--   ${line}`);
  return `-- NOT PROVEN: written by flyback undo --generate --keep-unproven. What it does not bring back:\n${lines.join('\n')}\n`;
}

function lineOf(
  { shownPath }: Migration,
  outcome: GeneratedUndo['outcome'],
  isWritten: boolean,
  isDryRun: boolean,
  reasons: readonly string[],
): string {
  if (outcome === 'proven') return `${isDryRun ? 'would write ' : 'written     '}  ${shownPath}: proven`;
  const kept = isWritten ? ' (written all the same: --keep-unproven)' : '';
  return `${outcome.padEnd(12)}  ${shownPath}${kept}\n${reasons.map((reason) => `    ${reason.replaceAll('\n', '\n    ')}`).join('\n')}`;
}
