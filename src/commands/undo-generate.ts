import type { KeptThing } from '../model/kept.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import type { CommandInput, Outcome } from './command.ts';
import { inSandbox } from './in-sandbox.ts';
import { editObjection } from './undo-editable.ts';
import { UndoGeneration } from './undo-generation.ts';
import { openBench } from './verify-proof.ts';
import { targetOf } from './verify-target.ts';

const NOT_PROVEN = 11;
const ALL = { isAll: true, from: null, to: null };

/** What became of one migration's undo. */
export interface GeneratedUndo {
  readonly version: string;
  readonly script: string;
  readonly undoScript: string;
  /**
   * `proven`: the round trip gave the same schema and data. `order`: all but the place of a column among the others, with the data that was set aside.
   * `irreversible`: something is lost that no statement brings back. `not-proven`: the round trip showed a difference, or could not be made. `exists`:
   * there is an undo script already.
   */
  readonly outcome: 'proven' | 'order' | 'not-proven' | 'irreversible' | 'exists';
  readonly isWritten: boolean;
  readonly sql: string;
  /** What is lost, or how the round trip ended. */
  readonly reasons: readonly string[];
  readonly destroysData: boolean;
  /** With `--keep-data`: what the migration sets aside from now on, and how its file has changed (or would change). Null: it stays as it is. */
  readonly migration: { readonly isWritten: boolean; readonly diff: readonly string[]; readonly keeps: readonly KeptThing[] } | null;
}

/** What `undo --generate` did. */
export interface UndoGenerateResult {
  readonly undos: readonly GeneratedUndo[];
  /** Undo scripts that were copied into the folder of rollback scripts, by path; null: no such folder is wanted. */
  readonly rollbacks: readonly string[] | null;
  readonly isDryRun: boolean;
}

/** Runs undo --generate: writes the U files that are missing and that a round trip in the sandbox proves. Never touches the target. */
export async function runUndoGenerate(input: CommandInput): Promise<Outcome<UndoGenerateResult>> {
  const target = await targetOf(input, ALL);
  const isDryRun = input.options?.has('dry-run') === true;
  const objection = input.options?.has('keep-data') === true ? await editObjection(input, target) : null;
  const done = await inSandbox(input, target, async (running) => {
    await using bench = await openBench({ input, choice: ALL, target, ...running });
    return await new UndoGeneration(input, bench, objection).run();
  });
  const { undos } = done;
  const result = { ...done, isDryRun };
  const isComplete = undos.every(({ outcome }) => outcome === 'proven' || outcome === 'exists');
  return { result, json: () => result as unknown as JsonObject, exitCode: isComplete ? 0 : NOT_PROVEN };
}
