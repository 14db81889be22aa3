import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { parseTomlTables } from '../config/toml-format.ts';
import { readFileBytes } from '../io/files.ts';
import { ConfigError } from '../model/errors.ts';
import { readMaskRules, type MaskRule } from '../verify/mask/mask-rules.ts';
import { parseSampleSize, type SampleSize } from '../verify/sample/sample-size.ts';
import type { CommandInput } from './command.ts';

const USAGE = 2;

/** How much of the rows of the target is wanted, and how columns are masked. */
export interface SampleWish {
  readonly size: SampleSize;
  readonly rules: readonly MaskRule[];
}

/** Reads `--sample` (or its key) and the file of masking rules; null: no sample is wanted. */
export function sampleWish({ options, config }: CommandInput, isPending: boolean): SampleWish | null {
  const given = options?.get('sample');
  // What a file says is for the runs that have a target.
  const text = typeof given === 'string' ? given : isPending ? config.flyback.sample.size : null;
  if (text === null) return null;
  const wrong = (message: string, hint: string): ConfigError => new ConfigError('CONFIG_INVALID', message, { exitCode: USAGE, hint });
  const size = parseSampleSize(text);
  if (size === null) throw wrong(`--sample ${text}: this is no part of a database.`, 'Write 5%, 100000rows or 200MB.');
  if (!isPending)
    throw wrong(
      '--sample takes rows of the target, as they are before the pending batch: it does not go with --all, --from and --to.',
      'Leave them out.',
    );
  return { size, rules: maskRules(config) };
}

function maskRules({ flyback, workingDirectory }: Config): readonly MaskRule[] {
  const { rulesFile } = flyback.sample;
  if (rulesFile === null) return [];
  const path = resolve(workingDirectory, rulesFile);
  const wrong = (text: string, cause?: unknown): ConfigError =>
    new ConfigError('CONFIG_INVALID', `flyback.verify.maskRules: ${path}: ${text}. No row was copied.`, {
      exitCode: USAGE,
      hint: 'docs/masking.md shows how rules are written.',
      cause,
    });
  const read = parseTomlTables(textOf(path, wrong), path);
  if ('problem' in read) throw wrong(read.problem.text);
  const found = readMaskRules(read.root);
  if ('problem' in found) throw wrong(found.problem);
  return found.rules;
}

function textOf(path: string, wrong: (text: string, cause: unknown) => ConfigError): string {
  try {
    return readFileBytes(path).toString('utf8');
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : String(error), error);
  }
}
