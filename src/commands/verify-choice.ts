import { ConfigError } from '../model/errors.ts';
import { tryParseVersion, type Version } from '../model/version.ts';
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
}

/** Reads `--all`, `--from` and `--to`. */
export function verifyChoice({ options }: CommandInput): VerifyChoice {
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
  return { ...choice, isObserved };
}

/** Whether the migrations are those that the target has not got yet. */
export function isPendingBatch({ isAll, from, to }: VerifyChoice): boolean {
  return !isAll && from === null && to === null;
}
