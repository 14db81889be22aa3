import type { Config } from '../config/config.ts';
import type { Fingerprint } from '../model/fingerprint.ts';
import type { Migration } from '../model/migration.ts';
import type { MigrationProof } from '../model/verdict.ts';
import type { SchemaState } from '../schema/difference/schema-state.ts';
import type { Schema } from '../schema/schema.ts';
import { RoundTripRun } from '../verify/round-trip.ts';
import { ownersToChoose, presentState, readOwnSchema, rowStatements, wayBack, withExtensionsAnew } from './undo-by-catalog.ts';
import { undoMigration } from './undo-generate-files.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

/** An undo as it was tried. */
export interface TriedUndo {
  readonly sql: string;
  readonly undo: Migration;
  readonly proof: MigrationProof;
}

/** A database of the sandbox on which undos are tried, one migration after the other. */
export class UndoTrial {
  readonly bench: VerifyWorkbench;
  readonly trips: RoundTripRun;
  readonly #config: Config;

  constructor(bench: VerifyWorkbench, config: Config) {
    this.bench = bench;
    this.trips = new RoundTripRun(bench, { doubts: [] });
    this.#config = config;
  }

  /** Tries an undo of a migration that is not applied yet. `isTrial`: its failure is nobody's fault. */
  async try(migration: Migration, sql: string, isTrial = false): Promise<TriedUndo> {
    const undo = undoMigration(migration, sql, this.#config);
    return { sql, undo, proof: await this.trips.prove({ migration, undo }, isTrial) };
  }

  /** The same; and where the script does not bring everything back, one that the catalog of the state before makes: as a whole, or of what is left. */
  async tryUntilProven(migration: Migration, sql: string, isTrial = false): Promise<TriedUndo> {
    const schema = await readOwnSchema(this.bench.run);
    const first = await this.try(migration, sql, isTrial);
    const fingerprint = this.trips.witnessed?.before.fingerprint;
    if (first.proof.verdict === 'proven' || first.proof.up === 'failed' || fingerprint === undefined) return first;
    return (await this.#proven(first, migration, fingerprint, schema)) ?? first;
  }

  async #proven(first: TriedUndo, migration: Migration, fingerprint: Fingerprint, schema: Schema): Promise<TriedUndo | null> {
    for await (const sql of this.#otherWays(first, migration, { fingerprint, schema })) {
      const undo = undoMigration(migration, sql, this.#config);
      const proof = await this.trips.proveAgain({ migration, undo });
      if (proof.verdict === 'proven') return { sql, undo, proof };
    }
    return null;
  }

  /** Each undo script once that the catalog makes, the plainest first. */
  async *#otherWays(first: TriedUndo, migration: Migration, before: SchemaState): AsyncGenerator<string> {
    const tried = new Set([first.sql]);
    const untried = (script: string | null): readonly string[] => {
      const scripts = script === null ? [] : ownersToChoose(script, this.bench.run.target.facts.role);
      const fresh = [...new Set(scripts)].filter((sql) => !tried.has(sql));
      for (const sql of fresh) tried.add(sql);
      return fresh;
    };
    // The workbench has another session after it has come back from a checkpoint.
    const state = (): Promise<SchemaState> => presentState(this.bench.run);
    const way = wayBack(await state(), before);
    const whole = way === null ? null : `${rowStatements(first.sql)}${way}`;
    yield* untried(whole);
    yield* untried(withExtensionsAnew(whole, before));
    const left = await this.trips.whileUndone({ migration, undo: first.undo }, state);
    const rest = left === null ? null : wayBack(left, before);
    yield* untried(rest === null ? null : `${first.sql}${rest}`);
  }
}
