import { entryKind, writeFileAtomic } from '../io/files.ts';
import type { Migration } from '../model/migration.ts';
import type { MigrationProof } from '../model/verdict.ts';
import type { SchemaState } from '../schema/difference/schema-state.ts';
import type { Schema } from '../schema/schema.ts';
import { loadDeparser } from '../syntax/deparse.ts';
import { loadParser } from '../syntax/parse.ts';
import { RoundTripRun } from '../verify/round-trip.ts';
import type { CommandInput } from './command.ts';
import { ownersToChoose, presentState, readOwnSchema, wayBack, withExtensionsAnew, writesRows } from './undo-by-catalog.ts';
import { draftUndo, type UndoDraft } from './undo-draft.ts';
import type { EditObjection } from './undo-editable.ts';
import { undoMigration, wantsUndo } from './undo-generate-files.ts';
import type { GeneratedUndo } from './undo-generate.ts';
import { keptLines, undoLine } from './undo-generate-text.ts';
import { editedMigration, unshown, writeEdited, type EditedMigration } from './undo-kept-pair.ts';
import { verifyBatch } from './verify-batch.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

const NOTHING = '-- Nothing has to be undone.\n';
const ALL = { isAll: true, from: null, to: null };

/** An undo as it was tried. */
interface Candidate {
  readonly draft: UndoDraft;
  readonly sql: string;
  readonly undo: Migration;
  readonly proof: MigrationProof;
}

/** Goes through the migrations in a sandbox, and writes the undos that are missing. */
export class UndoGeneration {
  readonly #input: CommandInput;
  readonly #bench: VerifyWorkbench;
  readonly #trips: RoundTripRun;
  readonly #objection: EditObjection | null;
  readonly #isDryRun: boolean;
  readonly #keepsUnproven: boolean;

  /** `objection`: which migrations may be edited so that they keep what they destroy; null: none, and nothing is kept. */
  constructor(input: CommandInput, bench: VerifyWorkbench, objection: EditObjection | null) {
    this.#input = input;
    this.#bench = bench;
    this.#trips = new RoundTripRun(bench, { doubts: [] });
    this.#objection = objection;
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
    const why = this.#objection?.(migration) ?? null;
    const before = await readOwnSchema(this.#bench.run);
    const kept = this.#objection === null || why !== null ? null : await this.#keep(migration, before);
    if (kept !== null && typeof kept !== 'string') return kept;
    const draft = await draftUndo(this.#bench.run, migration, false);
    const first = await this.#try(migration, draft, draft.sql);
    const best = draft.lost.length === 0 ? await this.#improved(first, migration, before) : first;
    const lost = worded(draft.lost);
    const notKept = lost.length > 0 && (why ?? kept) !== null ? [`Its data cannot be set aside: ${why ?? kept ?? ''}`] : [];
    const isProven = best.proof.verdict === 'proven';
    const outcome = lost.length > 0 ? 'irreversible' : isProven ? 'proven' : 'not-proven';
    const reasons = isProven ? lost : [...lost, ...worded(draft.untold), ...reasonsOf(best.proof)];
    return this.#concluded(migration, best, outcome, [...reasons, ...notKept]);
  }

  async #try(migration: Migration, draft: UndoDraft, sql: string, isTrial = false): Promise<Candidate> {
    const undo = undoMigration(migration, sql, this.#input.config);
    return { draft, sql, undo, proof: await this.#trips.prove({ migration, undo }, isTrial) };
  }

  /** Where inverted statements do not bring everything back, the catalog of the state before does: as a whole, or what they have left. */
  async #improved(first: Candidate, migration: Migration, schema: Schema): Promise<Candidate> {
    const fingerprint = this.#trips.witnessed?.before.fingerprint;
    if (first.proof.verdict === 'proven' || first.proof.up === 'failed' || fingerprint === undefined) return first;
    for await (const sql of this.#otherWays(first, migration, { fingerprint, schema })) {
      const undo = undoMigration(migration, sql, this.#input.config);
      const proof = await this.#trips.proveAgain({ migration, undo });
      if (proof.verdict === 'proven') return { ...first, sql, undo, proof };
    }
    return first;
  }

  /** Each undo script once that the catalog makes, the plainest first. */
  async *#otherWays(first: Candidate, migration: Migration, before: SchemaState): AsyncGenerator<string> {
    const tried = new Set([first.sql]);
    const untried = (script: string | null): readonly string[] => {
      const scripts = script === null ? [] : ownersToChoose(script, this.#bench.run.target.facts.role).filter((sql) => !tried.has(sql));
      for (const sql of scripts) tried.add(sql);
      return [...new Set(scripts)];
    };
    // The workbench has another session after it has come back from a checkpoint.
    const state = (): Promise<SchemaState> => presentState(this.#bench.run);
    if (!writesRows(first.sql)) {
      const whole = wayBack(await state(), before);
      yield* untried(whole);
      yield* untried(withExtensionsAnew(whole, before));
    }
    const left = await this.#trips.whileUndone({ migration, undo: first.undo }, state);
    const rest = left === null ? null : wayBack(left, before);
    yield* untried(rest === null ? null : `${first.sql}${rest}`);
  }

  /** Tries the migration with edits that set aside what it destroys; answers why that is of no use, null where nothing has to be set aside. */
  async #keep(migration: Migration, before: Schema): Promise<GeneratedUndo | string | null> {
    const draft = await draftUndo(this.#bench.run, migration, true);
    if (draft.edits.length === 0) return draft.lost.length === 0 ? null : 'flyback does not do it for such statements (docs/undo.md)';
    const [lost] = draft.lost;
    if (lost !== undefined) return `statement ${lost.statement} destroys what cannot be: ${lost.reason}`;
    const edited = editedMigration(migration, draft);
    if (typeof edited === 'string') return edited;
    const first = await this.#try(edited.migration, draft, draft.sql, true);
    const best = await this.#improved(first, edited.migration, before);
    const { proof } = best;
    if (proof.up === 'failed') return `with its data set aside the migration fails: ${reasonsOf(proof)[0] ?? ''}`;
    const empty = unshown(draft.edits, this.#trips.witnessed).map((what) => `${what} in the sandbox: nothing shows that they come back`);
    const isWhole = proof.verdict === 'proven' || isOrderOnly(proof);
    const outcome = !isWhole || empty.length > 0 ? 'not-proven' : proof.verdict === 'proven' ? 'proven' : 'order';
    const reasons = [...(proof.verdict === 'proven' ? [] : reasonsOf(proof)), ...empty];
    return this.#concluded(migration, best, outcome, reasons, edited);
  }

  #concluded(
    migration: Migration,
    { draft, sql, undo }: Candidate,
    outcome: GeneratedUndo['outcome'],
    reasons: readonly string[],
    edited: EditedMigration | null = null,
  ): GeneratedUndo {
    const isWanted = !this.#isDryRun && (outcome === 'proven' || outcome === 'order' || this.#keepsUnproven);
    // The pair belongs together: the undo looks for what the migration has set aside.
    const isEdited = isWanted && edited !== null && entryKind(undo.path) === null && writeEdited(migration, draft, edited);
    const isWritten = isWanted && (edited === null || isEdited) && entryKind(undo.path) === null;
    if (isWritten) writeFileAtomic(undo.path, `${headerOf(outcome, reasons, edited)}${sql === '' ? NOTHING : sql}`);
    const { version, script } = migration;
    this.#say(undoLine(undo, { outcome, isWritten, isDryRun: this.#isDryRun, reasons }));
    if (edited !== null) this.#say(keptLines(migration, edited, isEdited));
    return {
      version: version?.text ?? '',
      script,
      undoScript: undo.script,
      outcome,
      isWritten,
      sql,
      reasons,
      destroysData: draft.destroysData,
      migration: edited === null ? null : { isWritten: isEdited, diff: edited.diff, keeps: edited.keeps },
    };
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
      migration: null,
    };
  }

  #say(text: string): void {
    if (this.#input.cli.outputType !== 'json') this.#input.log.log('output', text);
  }
}

function worded(reasons: UndoDraft['lost']): readonly string[] {
  return reasons.map(({ statement, reason }) => `statement ${statement}: ${reason}`);
}

function reasonsOf({ reasons, errors }: MigrationProof): readonly string[] {
  return reasons.length > 0 ? reasons : errors.map(({ message }) => message);
}

/** Nothing differs but the place of a column: PostgreSQL adds columns at the end. */
function isOrderOnly({ restored, dataDifferences, errors, reup }: MigrationProof): boolean {
  return restored === 'order' && dataDifferences.length === 0 && errors.length === 0 && reup === 'ok';
}

function headerOf(outcome: GeneratedUndo['outcome'], reasons: readonly string[], edited: EditedMigration | null): string {
  const kept =
    edited === null
      ? ''
      : `-- Brings back what ${edited.migration.script} sets aside in flyback_kept, as long as "flyback prune" has not dropped it.\n`;
  if (outcome === 'proven') return kept;
  const lines = reasons.flatMap((reason) => reason.split('\n')).map((line) => `--   ${line}`);
  const title =
    outcome === 'order'
      ? 'What differs afterwards:'
      : 'NOT PROVEN: written by flyback undo --generate --keep-unproven. What it does not bring back:';
  return `${kept}-- ${title}\n${lines.join('\n')}\n`;
}
