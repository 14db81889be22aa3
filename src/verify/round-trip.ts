import type { Migration } from '../model/migration.ts';
import type { ChainProof, MigrationProof, ProofError } from '../model/verdict.ts';
import type { DatabaseState } from './database-state.ts';
import { compareStates, type StateDifference } from './compare-states.ts';
import { judgeChain, judgeMigration, type Circumstances, type ProbeFacts } from './judge.ts';
import type { Probes } from './rows/probe-rows.ts';

/** A migration and the script that undoes it. */
export interface RoundTripItem {
  readonly migration: Migration;
  readonly undo: Migration | null;
}

/** How one script ended in the sandbox. */
export interface StepOutcome {
  readonly elapsedMs: number;
  /** Null: it ran to its end. */
  readonly error: ProofError | null;
  /** The sandbox lacks something that the target may have, so that the error proves nothing: an extension, room on the disk. */
  readonly lacks: string | null;
  /** It was run in another way than migrate or undo would run it, because of what it holds: why that matters. */
  readonly caveat: string | null;
}

/** Where migrations are tried out: a database with the executor of migrate and undo. */
export interface Workbench {
  up(item: RoundTripItem, step: 'up' | 'reup'): Promise<StepOutcome>;
  undo(item: RoundTripItem): Promise<StepOutcome>;
  isEmpty(undo: Migration): Promise<boolean>;
  /** Null: the database cannot be asked any more, because its session is gone. */
  readState(): Promise<DatabaseState | null>;
  /** Makes the present state the one that `returnToCheckpoint` brings back. */
  checkpoint(): Promise<void>;
  returnToCheckpoint(): Promise<void>;
  /** Writes rows between up and undo, as an application would; null: there is no table for one. Left out where nobody asks for it. */
  plantProbes?(item: RoundTripItem, before: DatabaseState, after: DatabaseState): Promise<Probes | null>;
}

/** What a round trip saw of a migration, as far as it came. */
export interface Witnessed {
  readonly before: DatabaseState;
  readonly after: DatabaseState | null;
  readonly undone: DatabaseState | null;
}

const NOT_RUN = { undo: null, restored: null, reup: null, undoMs: null, reupMs: null } as const;

/**
 * Takes migrations up, down and up again, one after the other, and then the whole batch. A migration that fails does not end it: the next one
 * is judged from the state after up, which is brought back from the last checkpoint wherever undo or the second up left another one.
 */
export class RoundTripRun {
  readonly #bench: Workbench;
  readonly #circumstances: Circumstances;
  /** Applied since the checkpoint: what has to be run again to be where we are. */
  #sinceCheckpoint: RoundTripItem[] = [];
  readonly #applied: RoundTripItem[] = [];
  #first: DatabaseState | null = null;
  /** The state that the next migration finds. */
  #state: DatabaseState | null = null;
  #hasFailed = false;
  readonly #withdrawn = new Set<string>();
  readonly #madeByRepeatables = new Set<string>();
  #witnessed: (Witnessed & { readonly up: StepOutcome }) | null = null;

  constructor(bench: Workbench, circumstances: Circumstances) {
    this.#bench = bench;
    this.#circumstances = circumstances;
  }

  /** Something else has changed the database: its state is read anew. */
  forgetState(): void {
    this.#state = null;
  }

  /** Rows of some tables, of which there were some at the start, have been taken away: the chain of all undos is not asked for them. */
  async withdraw(tables: readonly string[]): Promise<void> {
    for (const table of tables) this.#withdrawn.add(table);
    await this.#bench.checkpoint();
    this.#sinceCheckpoint = [];
    this.#state = null;
  }

  /** The states that the last round trip saw; null before the first one. */
  get witnessed(): Witnessed | null {
    return this.#witnessed;
  }

  /** Tries another undo script on the migration that was proven last. */
  async proveAgain(item: RoundTripItem): Promise<MigrationProof> {
    const last = this.#witnessed;
    if (last?.after === null || last === null) throw new Error('there is no migration to try another undo on');
    return this.#proveVersioned(item, last.up, last.before, last.after);
  }

  /** Undoes the migration that was proven last once more, looks at what is left, and applies it again; null where its undo fails. */
  async whileUndone<T>(item: RoundTripItem, look: () => Promise<T>): Promise<T | null> {
    const after = this.#witnessed?.after ?? null;
    if (after === null) throw new Error('there is no migration to undo');
    const { error } = await this.#bench.undo(item);
    const seen = error === null ? await look() : null;
    const again = error === null ? await this.#bench.up(item, 'reup') : null;
    if (again?.error !== null) await this.#bringBack(after);
    this.#state = null;
    return seen;
  }

  /** Proves one migration; afterwards the database is in the state after up, or where that fails in the one before. `isTrial`: its failure is nobody's fault. */
  async prove(item: RoundTripItem, isTrial = false): Promise<MigrationProof> {
    const before = await this.#present();
    this.#first ??= before;
    const up = await this.#bench.up(item, 'up');
    this.#witnessed = { up, before, after: null, undone: null };
    if (up.error !== null) return this.#failedUp(item, before, up, isTrial);
    this.#sinceCheckpoint.push(item);
    this.#applied.push(item);
    const after = await this.#readState();
    this.#state = after;
    this.#witnessed = { up, before, after, undone: null };
    return item.migration.version === null ? this.#proveRepeatable(item, up, before, after) : this.#proveVersioned(item, up, before, after);
  }

  /** Applies a migration without a round trip of its own; answers what is wrong, null where it was applied. */
  async apply(item: RoundTripItem): Promise<MigrationProof | null> {
    this.#first ??= await this.#present();
    const up = await this.#bench.up(item, 'up');
    if (up.error !== null) return this.#proof(item, { up, ...NOT_RUN });
    this.#applied.push(item);
    this.#state = null;
    return null;
  }

  async #failedUp(item: RoundTripItem, before: DatabaseState, up: StepOutcome, isTrial: boolean): Promise<MigrationProof> {
    const proof = this.#proof(item, { up, ...NOT_RUN });
    this.#hasFailed ||= !isTrial;
    await this.#bringBack(before);
    return proof;
  }

  async #proveRepeatable(item: RoundTripItem, up: StepOutcome, before: DatabaseState, after: DatabaseState): Promise<MigrationProof> {
    for (const { kind, identity } of compareStates(before, after).objects) this.#madeByRepeatables.add(`${kind} ${identity}`);
    const again = await this.#bench.up(item, 'reup');
    const reup = again.error === null ? compareStates(after, await this.#readState()) : null;
    if (again.error !== null || reup?.hasSchemaDifference === true) await this.#bringBack(after);
    return this.#proof(item, { up, ...NOT_RUN, reup, reupMs: again.elapsedMs, again });
  }

  async #proveVersioned(item: RoundTripItem, up: StepOutcome, before: DatabaseState, after: DatabaseState): Promise<MigrationProof> {
    if (item.undo === null) return this.#proof(item, { up, ...NOT_RUN, undo: 'missing' });
    const kind = (await this.#bench.isEmpty(item.undo)) ? 'empty' : 'ok';
    const { down, probes } = await this.#undoWithProbes(item, before, after);
    if (down.error !== null) {
      await this.#bringBack(after);
      return this.#proof(item, { up, ...NOT_RUN, undo: 'failed', undoMs: down.elapsedMs, down });
    }
    const undone = await this.#readState();
    this.#witnessed = { up, before, after, undone };
    const restored = compareStates(before, undone);
    const again = await this.#bench.up(item, 'reup');
    const end = again.error === null ? await this.#readState() : null;
    const reup = end === null ? null : compareStates(after, end);
    // From the same state the second up is as good as the first, although clocks and counters have gone on.
    const isGood = reup !== null && (restored.isSame ? !reup.hasSchemaDifference : reup.isSame);
    if (end !== null && isGood) this.#state = end;
    else await this.#bringBack(after);
    return this.#proof(item, { up, undo: kind, undoMs: down.elapsedMs, down, restored, reup, reupMs: again.elapsedMs, again, probes });
  }

  /** Undoes a migration with rows in its way that were written after up; where it fails on them, once more without them. */
  async #undoWithProbes(
    item: RoundTripItem,
    before: DatabaseState,
    after: DatabaseState,
  ): Promise<{ readonly down: StepOutcome; readonly probes?: ProbeFacts }> {
    const planted = (await this.#bench.plantProbes?.(item, before, after)) ?? null;
    const down = await this.#bench.undo(item);
    if (planted === null) return { down };
    const { tables, without, lacksTriggers } = planted;
    if (down.error === null) return { down, probes: { tables, without, lacksTriggers, lost: await planted.gather(), failure: null } };
    await this.#bringBack(after);
    return { down: await this.#bench.undo(item), probes: { tables, without, lacksTriggers, lost: [], failure: down.error } };
  }

  /** Undoes all that was applied, newest first, and applies it again. `madeByCallbacks`: objects that no U file undoes. */
  async proveChain(madeByCallbacks: ReadonlySet<string>): Promise<ChainProof | null> {
    const versioned = this.#applied.filter(({ migration }) => migration.version !== null);
    const first = this.#first;
    if (first === null || versioned.length === 0) return null;
    const last = await this.#present();
    const errors: ProofError[] = [];
    let undone = 0;
    let stoppedAt: ChainProof['stoppedAt'] = null;
    for (const item of versioned.toReversed()) {
      const { version, script } = item.migration;
      const stop = (why: 'missing' | 'failed'): void => {
        stoppedAt = { version: version?.text ?? '', script: item.undo?.script ?? script, why };
      };
      if (item.undo === null) {
        stop('missing');
        break;
      }
      const { error } = await this.#bench.undo(item);
      if (error !== null) {
        errors.push(error);
        stop('failed');
        break;
      }
      undone++;
    }
    const end = await this.#bench.readState();
    const facts = {
      undone,
      of: versioned.length,
      stoppedAt,
      errors,
      leftByOthers: new Set([...this.#madeByRepeatables, ...madeByCallbacks]),
    };
    if (end === null) return judgeChain({ ...facts, restored: null, reup: null }, this.#circumstances);
    const restored = this.#withoutWithdrawn(compareStates(first, end));
    if (stoppedAt !== null) return judgeChain({ ...facts, restored, reup: null }, this.#circumstances);
    const reup = await this.#applyAgain(versioned, last, errors);
    return judgeChain({ ...facts, restored, reup }, this.#circumstances);
  }

  #withoutWithdrawn(difference: StateDifference): StateDifference {
    const isOwn = (identity: string): boolean =>
      [...this.#withdrawn].some((table) => identity === table || identity.startsWith(`${table}.`));
    return this.#withdrawn.size === 0 ? difference : { ...difference, data: difference.data.filter(({ identity }) => !isOwn(identity)) };
  }

  async #applyAgain(items: readonly RoundTripItem[], last: DatabaseState, errors: ProofError[]): Promise<StateDifference | null> {
    for (const item of items) {
      const { error } = await this.#bench.up(item, 'reup');
      if (error === null) continue;
      errors.push(error);
      return null;
    }
    const end = await this.#bench.readState();
    return end === null ? null : compareStates(last, end);
  }

  #proof(item: RoundTripItem, facts: Parameters<typeof judgeMigration>[1]): MigrationProof {
    return judgeMigration(item, facts, { ...this.#circumstances, hasEarlierFailed: this.#hasFailed });
  }

  async #present(): Promise<DatabaseState> {
    this.#state ??= await this.#readState();
    return this.#state;
  }

  async #readState(): Promise<DatabaseState> {
    const state = await this.#bench.readState();
    if (state !== null) return state;
    throw new LostState('its session is gone');
  }

  /** Makes the database what it was: nothing to do where it is, else from the checkpoint. */
  async #bringBack(wanted: DatabaseState): Promise<void> {
    const present = await this.#bench.readState();
    if (present !== null && compareStates(wanted, present).isSame) return;
    await this.#bench.returnToCheckpoint();
    const last = this.#sinceCheckpoint.pop();
    for (const item of this.#sinceCheckpoint) await this.#bench.up(item, 'up');
    if (this.#sinceCheckpoint.length > 0) await this.#bench.checkpoint();
    this.#sinceCheckpoint = [];
    if (last !== undefined) await this.#reapply(last);
    this.#state = await this.#readState();
    if (last !== undefined && this.#witnessed !== null) this.#witnessed = { ...this.#witnessed, after: this.#state };
  }

  /** The last migration is not part of the checkpoint, so that another undo of it can be compared with the state before, which clocks have made another. */
  async #reapply(item: RoundTripItem): Promise<void> {
    if (this.#witnessed !== null) this.#witnessed = { ...this.#witnessed, before: await this.#readState() };
    const up = await this.#bench.up(item, 'up');
    this.#sinceCheckpoint = [item];
    if (this.#witnessed !== null) this.#witnessed = { ...this.#witnessed, up };
  }
}

/** The sandbox cannot be asked any more. */
export class LostState extends Error {}
