import { ConfigError } from '../model/errors.ts';
import { tryParseVersion, type Version } from '../model/version.ts';
import type { CommandInput } from './command.ts';
import { sampleWish, type SampleWish } from './sample-wish.ts';

const USAGE = 2;

/** Which migrations `verify` is asked for. */
export interface VerifyChoice {
  readonly isAll: boolean;
  /** Only the batch as a whole, with four looks at the database. */
  readonly isWhole?: boolean;
  readonly from: Version | null;
  readonly to: Version | null;
  /** What statements do is looked at, and held beside what `plan` says. */
  readonly isObserved?: boolean;
  /** Rows are written between up and undo, which the undo must keep. */
  readonly plantsProbes?: boolean;
  /** Ups are run once more, beside readers and writers. */
  readonly isLoaded?: boolean;
  /** Tables that hold no rows in the sandbox get some that are made up. */
  readonly makesRows?: boolean;
  /** How much of the rows of the target is brought into the sandbox; null: nothing. */
  readonly sample?: SampleWish | null;
}

/** Reads `--all`, `--from` and `--to`. */
export function verifyChoice(input: CommandInput): VerifyChoice {
  const { options } = input;
  const version = (name: string): Version | null => {
    const text = options?.get(name);
    if (typeof text !== 'string') return null;
    const found = tryParseVersion(text);
    if (found === null) throw new ConfigError('CONFIG_INVALID', `--${name} ${text} is no version.`, { exitCode: USAGE });
    return found;
  };
  const choice = { isAll: options?.has('all') ?? false, isWhole: options?.has('whole') ?? false, from: version('from'), to: version('to') };
  if (choice.isAll && (choice.from !== null || choice.to !== null))
    throw new ConfigError('CONFIG_CONFLICT', '--all takes every migration: it does not go with --from and --to.', { exitCode: USAGE });
  const isObserved =
    !choice.isWhole &&
    options?.has('no-observe') !== true &&
    (isPendingBatch(choice) || options?.has('observe') === true || options?.has('measure') === true);
  const plantsProbes = !choice.isWhole && options?.has('no-probe') !== true && (isPendingBatch(choice) || options?.has('probe') === true);
  const sample = sampleWish(input, isPendingBatch(choice));
  const isLoaded = !choice.isWhole && options?.has('load') === true;
  return { ...choice, isObserved, isLoaded, plantsProbes, makesRows: sample === null && makesRows(input, choice), sample };
}

function makesRows({ options, config }: CommandInput, choice: VerifyChoice): boolean {
  if (options?.has('no-rows') === true) return false;
  if (options?.has('rows') !== true) return config.flyback.verifyRows !== 'none' && isPendingBatch(choice);
  if (!choice.isAll) return true;
  throw new ConfigError('CONFIG_CONFLICT', '--rows fills the tables that are there before the batch: with --all there are none.', {
    exitCode: USAGE,
    hint: 'Give --from VERSION instead of --all.',
  });
}

/** Whether the migrations are those that the target has not got yet. */
export function isPendingBatch({ isAll, from, to }: VerifyChoice): boolean {
  return !isAll && from === null && to === null;
}
