import { differenceInWords } from '../model/difference-words.ts';
import type { ObjectDifference } from '../model/fingerprint.ts';
import type { ProofBase } from '../model/verdict.ts';
import { readFingerprint } from '../postgres/read-fingerprint.ts';
import { copyRows } from '../verify/copy/copy-rows.ts';
import { copySchema, type SchemaCopy } from '../verify/copy/copy-schema.ts';
import { fingerprintOptions, reading, readSchemaImage, type ImageOptions } from '../verify/copy/schema-image.ts';
import { compareFingerprints } from '../verify/fingerprint.ts';
import type { CommandInput } from './command.ts';
import type { VerifyBatch } from './verify-batch.ts';
import { isPendingBatch, type VerifyChoice } from './verify-choice.ts';
import { NOT_COPIED, type VerifyTarget } from './verify-target.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';
import { withTargetSession } from './with-target-session.ts';

/** What the state before a batch is made from. */
export interface BaseSource {
  readonly input: CommandInput;
  readonly choice: VerifyChoice;
  readonly target: VerifyTarget | null;
  /** The sandbox has the roles of the target. */
  readonly hasRoles: boolean;
}

const MOST_NAMED = 3;
const MOST_GAPS = 10;

/**
 * Brings the sandbox to the state before the batch: what comes before it is applied from the files. Where that is not what the target holds, the
 * target's schema is copied, with the rows that the files make.
 */
export async function makeBase(bench: VerifyWorkbench, batch: VerifyBatch, source: BaseSource): Promise<ProofBase> {
  const { input, choice, target, hasRoles } = source;
  const way = target !== null && isPendingBatch(choice) ? input.config.flyback.verifyBase : 'history';
  if (target === null || way === 'history') return asReplayed(bench, await replay(bench, batch));
  const copy = new TargetCopy(input, target, hasRoles);
  if (way === 'target') return copy.into(bench, []);
  const done = await replay(bench, batch);
  const differences = await copy.differencesTo(bench);
  if (differences.length > 0)
    return copy.into(bench, [...done.gaps, `The files do not give the schema of the target: ${named(differences)}`]);
  // What the files lack makes no difference to the schema.
  return asReplayed(bench, { ...done, gaps: [], failures: [], notes: [...done.gaps, ...done.failures] });
}

interface Replay {
  readonly kind: ProofBase['kind'];
  readonly applied: number;
  readonly gaps: readonly string[];
  readonly failures: readonly string[];
  readonly notes?: readonly string[];
}

async function replay(bench: VerifyWorkbench, { base, baseKind, gaps }: VerifyBatch): Promise<Replay> {
  const failures: string[] = [];
  let applied = 0;
  for (const item of base) {
    const { error } = await bench.up(item, 'up');
    if (error === null) applied++;
    else failures.push(`${item.migration.script}, which comes before the batch, fails in the sandbox: ${error.message}`);
  }
  return { kind: baseKind, applied, gaps, failures };
}

async function asReplayed(bench: VerifyWorkbench, { kind, applied, gaps, failures, notes = [] }: Replay): Promise<ProofBase> {
  if (applied > 0 || failures.length > 0) await bench.checkpoint();
  return { kind, applied, gaps: [...gaps, ...failures], ...(notes.length === 0 ? {} : { notes }) };
}

/** Compares the sandbox with the target, and makes it a copy of that. */
class TargetCopy {
  readonly #input: CommandInput;
  readonly #target: VerifyTarget;
  readonly #options: ImageOptions;

  constructor(input: CommandInput, target: VerifyTarget, hasRoles: boolean) {
    this.#input = input;
    this.#target = target;
    this.#options = { hasRoles, withoutSchemas: NOT_COPIED, history: target.history ?? undefined };
  }

  /** What the sandbox has otherwise than the target, the history table apart. */
  async differencesTo(bench: VerifyWorkbench): Promise<readonly ObjectDifference[]> {
    const { session, target } = bench.run;
    const scope = { ...this.#options, withoutRelations: [target.history] };
    // Roles that the sandbox does not have are left out on both sides.
    const known = this.#options.hasRoles ? (this.#target.fingerprint ?? null) : null;
    const wanted =
      known ?? (await withTargetSession(this.#input, (own) => reading(own, () => readFingerprint(own, fingerprintOptions(scope)))));
    return compareFingerprints(wanted, await readFingerprint(session, fingerprintOptions(scope)));
  }

  /** Makes the sandbox's database a copy, with the rows that it holds; `notes`: why. */
  async into(bench: VerifyWorkbench, notes: readonly string[]): Promise<ProofBase> {
    const options = this.#options;
    const image = await withTargetSession(this.#input, (session) => readSchemaImage(session, options));
    const { applied } = this.#target;
    const lastRank = Math.max(0, ...applied.map(({ row }) => row?.installedRank ?? 0));
    let copy: SchemaCopy = { gaps: [], leftOut: [] };
    const { history } = bench.run.target;
    await bench.replace(lastRank, async (fresh, present) => {
      const loadRows = (): Promise<readonly string[]> =>
        copyRows(present, fresh, image.schema, { withoutSchemas: NOT_COPIED, withoutRelations: [history] });
      copy = await copySchema(image, fresh, options, loadRows);
    });
    return {
      kind: 'target',
      applied: applied.filter(({ row }) => row?.success === true).length,
      gaps: shortened(copy.gaps.map(({ message }) => message)),
      notes: [...notes, ...copy.leftOut.map(({ message }) => `Not copied: ${message}`)],
    };
  }
}

function named(differences: readonly ObjectDifference[]): string {
  const rest = differences.length - MOST_NAMED;
  const first = differences.slice(0, MOST_NAMED).map(differenceInWords);
  return [...first, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

function shortened(gaps: readonly string[]): readonly string[] {
  const rest = gaps.length - MOST_GAPS;
  return rest > 0 ? [...gaps.slice(0, MOST_GAPS), `and ${rest} more`] : gaps;
}
