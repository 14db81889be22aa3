import { basename, join } from 'node:path';
import { entryKind, writeFileAtomic } from '../io/files.ts';
import type { Migration } from '../model/migration.ts';
import type { MigrationProof } from '../model/verdict.ts';
import { loadDeparser } from '../syntax/deparse.ts';
import { loadParser } from '../syntax/parse.ts';
import type { CommandInput } from './command.ts';
import { draftUndo, type UndoDraft } from './undo-draft.ts';
import type { EditObjection } from './undo-editable.ts';
import { wantsUndo } from './undo-generate-files.ts';
import type { GeneratedUndo, UndoGenerateResult } from './undo-generate.ts';
import { keptLines, undoLine } from './undo-generate-text.ts';
import { editedMigration, writeEdited, type EditedMigration } from './undo-kept-pair.ts';
import { isOrderOnly, proveKept } from './undo-kept-proof.ts';
import { Rollbacks } from './undo-rollbacks.ts';
import { UndoTrial, type TriedUndo } from './undo-trial.ts';
import { verifyBatch } from './verify-batch.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

const NOTHING = '-- Nothing has to be undone.\n';
const ALL = { isAll: true, from: null, to: null };

/** Goes through the migrations in a sandbox, and writes the undos that are missing. */
export class UndoGeneration {
  readonly #input: CommandInput;
  readonly #trial: UndoTrial;
  readonly #written: string[] = [];
  readonly #objection: EditObjection | null;
  readonly #isDryRun: boolean;
  readonly #keepsUnproven: boolean;
  readonly #rollbacks: Rollbacks | null;

  /** `objection`: which migrations may be edited so that they keep what they destroy; null: none, and nothing is kept. */
  constructor(input: CommandInput, bench: VerifyWorkbench, objection: EditObjection | null) {
    this.#input = input;
    this.#trial = new UndoTrial(bench, input.config);
    this.#objection = objection;
    this.#isDryRun = input.options?.has('dry-run') === true;
    this.#keepsUnproven = input.options?.has('keep-unproven') === true;
    this.#rollbacks = Rollbacks.of(input);
  }

  async run(): Promise<Omit<UndoGenerateResult, 'isDryRun'>> {
    await Promise.all([loadParser(), loadDeparser()]);
    const { bench, trips } = this.#trial;
    const { items } = verifyBatch(ALL, bench.run.sources(), null);
    const wanted = wantsUndo(this.#input.operands ?? [], items, this.#input.config);
    const lastWanted = items.findLastIndex(({ migration }) => wanted.has(migration));
    const undos: GeneratedUndo[] = [];
    for (const item of items.slice(0, lastWanted + 1)) {
      if (!wanted.has(item.migration)) await trips.prove({ ...item, undo: null });
      else if (item.undo !== null) {
        await trips.prove({ ...item, undo: null });
        undos.push(this.#existing(item.migration, item.undo));
      } else undos.push(await this.#generate(item.migration));
    }
    if (undos.length === 0) this.#say('Every versioned migration has its undo script.');
    const existing = items.flatMap(({ undo }) => undo?.path ?? []);
    return { undos, rollbacks: this.#copyToRollbacks([...existing, ...this.#written]) };
  }

  #copyToRollbacks(paths: readonly string[]): readonly string[] | null {
    const rollbacks = this.#rollbacks;
    if (rollbacks === null || rollbacks.isInLocation) return rollbacks === null ? null : [];
    const copied = paths.filter((path) => rollbacks.copy(path) !== 'unchanged').map((path) => join(rollbacks.folder, basename(path)));
    for (const path of copied) this.#say(`${(this.#isDryRun ? 'would copy' : 'copied').padEnd(12)}  ${path}`);
    return copied;
  }

  async #generate(migration: Migration): Promise<GeneratedUndo> {
    const why = this.#objection?.(migration) ?? null;
    const kept = this.#objection === null || why !== null ? null : await this.#keep(migration);
    if (kept !== null && typeof kept !== 'string') return kept;
    const draft = await draftUndo(this.#trial.bench.run, migration, false);
    const isLost = draft.lost.length > 0;
    const tried = isLost ? await this.#trial.try(migration, draft.sql) : await this.#trial.tryUntilProven(migration, draft.sql);
    const isProven = tried.proof.verdict === 'proven';
    const notKept = isLost && (why ?? kept) !== null ? [`Its data cannot be set aside: ${why ?? kept ?? ''}`] : [];
    const reasons = [...worded(draft.lost), ...(isProven ? [] : [...worded(draft.untold), ...reasonsOf(tried.proof)]), ...notKept];
    return this.#concluded(migration, draft, tried, { outcome: isLost ? 'irreversible' : isProven ? 'proven' : 'not-proven', reasons });
  }

  /** Tries the migration with edits that set aside what it destroys; answers why that is of no use, null where nothing has to be set aside. */
  async #keep(migration: Migration): Promise<GeneratedUndo | string | null> {
    const { bench, trips } = this.#trial;
    const draft = await draftUndo(bench.run, migration, true);
    if (draft.edits.length === 0) return draft.lost.length === 0 ? null : 'flyback does not do it for such statements (docs/undo.md)';
    const [lost] = draft.lost;
    if (lost !== undefined) return `statement ${lost.statement} destroys what cannot be: ${lost.reason}`;
    const edited = editedMigration(migration, draft);
    if (typeof edited === 'string') return edited;
    const shown = await proveKept(this.#trial, this.#input.config, edited, draft);
    // The files stay, so that what follows finds what they leave.
    const proof = await trips.prove({ migration: edited.migration, undo: shown.undo }, true);
    if (proof.up === 'failed') return `with its data set aside the migration fails: ${reasonsOf(proof)[0] ?? ''}`;
    const verdicts = [proof, shown.proof].map((one) => (one.verdict === 'proven' ? 'proven' : isOrderOnly(one) ? 'order' : 'not-proven'));
    const isWhole = !verdicts.includes('not-proven') && shown.unshown.length === 0;
    const outcome = !isWhole ? 'not-proven' : verdicts.includes('order') ? 'order' : 'proven';
    const wrong = [shown.proof, proof].find(({ verdict }) => verdict !== 'proven');
    const reasons = [...(wrong === undefined ? [] : reasonsOf(wrong)), ...shown.unshown];
    return this.#concluded(migration, draft, shown, { outcome, reasons }, edited);
  }

  #concluded(
    migration: Migration,
    draft: UndoDraft,
    { sql, undo }: TriedUndo,
    { outcome, reasons }: Pick<GeneratedUndo, 'outcome' | 'reasons'>,
    edited: EditedMigration | null = null,
  ): GeneratedUndo {
    const place = this.#rollbacks?.isInLocation === true ? this.#rollbacks.pathOf(undo.path) : undo.path;
    const isWanted = !this.#isDryRun && (outcome === 'proven' || outcome === 'order' || this.#keepsUnproven);
    // The pair belongs together: the undo looks for what the migration has set aside.
    const isEdited = isWanted && edited !== null && entryKind(place) === null && writeEdited(migration, draft, edited);
    const isWritten = isWanted && (edited === null || isEdited) && entryKind(place) === null;
    if (isWritten) {
      writeFileAtomic(place, `${headerOf(outcome, reasons, edited)}${sql === '' ? NOTHING : sql}`);
      this.#written.push(place);
    }
    const { version, script } = migration;
    this.#say(
      undoLine(place === undo.path ? undo.shownPath : join(this.#rollbacks?.folder ?? '', basename(place)), {
        outcome,
        isWritten,
        isDryRun: this.#isDryRun,
        reasons,
      }),
    );
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
