import { ConfigError } from '../model/errors.ts';
import { tryParseVersion, type Version } from '../model/version.ts';
import { parseSampleSize, type SampleSize } from '../verify/sample/sample-size.ts';
import type { CommandInput } from './command.ts';

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
  /** How much of the rows of the target is brought into the sandbox; null: nothing. */
  readonly sample?: SampleSize | null;
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
  const isObserved = !choice.isWhole && options?.has('no-observe') !== true && (isPendingBatch(choice) || options?.has('observe') === true);
  const plantsProbes = !choice.isWhole && options?.has('no-probe') !== true && (isPendingBatch(choice) || options?.has('probe') === true);
  return { ...choice, isObserved, plantsProbes, sample: sampleSize(input, isPendingBatch(choice)) };
}

function sampleSize({ options, config }: CommandInput, isPending: boolean): SampleSize | null {
  const given = options?.get('sample');
  // What a file says is for the runs that have a target.
  const text = typeof given === 'string' ? given : isPending ? config.flyback.sample.size : null;
  if (text === null) return null;
  const size = parseSampleSize(text);
  const wrong = (message: string, hint: string): ConfigError => new ConfigError('CONFIG_INVALID', message, { exitCode: USAGE, hint });
  if (size === null) throw wrong(`--sample ${text}: this is no part of a database.`, 'Write 5%, 100000rows or 200MB.');
  if (!isPending)
    throw wrong(
      '--sample takes rows of the target, as they are before the pending batch: it does not go with --all, --from and --to.',
      'Leave them out.',
    );
  return size;
}

/** Whether the migrations are those that the target has not got yet. */
export function isPendingBatch({ isAll, from, to }: VerifyChoice): boolean {
  return !isAll && from === null && to === null;
}
