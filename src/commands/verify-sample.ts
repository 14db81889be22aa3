import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { resolve } from 'node:path';
import { parseTomlTables } from '../config/toml-format.ts';
import type { Config } from '../config/config.ts';
import { readFileBytes } from '../io/files.ts';
import { ConfigError } from '../model/errors.ts';
import type { Logger } from '../model/log.ts';
import type { ProofSample } from '../model/sample.ts';
import { readMaskRules, type MaskRule } from '../verify/mask/mask-rules.ts';
import { copySample, type SampleProgress } from '../verify/sample/copy-sample.ts';
import type { CommandInput } from './command.ts';
import { CommandRun } from './command-run.ts';
import type { VerifyChoice } from './verify-choice.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';

const USAGE = 2;
const LOCK_TIMEOUT_S = 5;
const SEEDS = 2 ** 31;
const SECRET_DIGITS = 32;

/** Brings a masked part of the rows of the target into the sandbox, where that is wanted; null: it is not. */
export async function takeSample(
  bench: VerifyWorkbench,
  input: CommandInput,
  { sample: size = null }: VerifyChoice,
): Promise<ProofSample | null> {
  if (size === null) return null;
  const { sample } = input.config.flyback;
  const rules = maskRules(input.config);
  await using source = await CommandRun.open({ ...input, log: quietLog, leavesAtOnce: false }, { purpose: 'callbacks' });
  const taken = await copySample({
    source: source.session,
    sink: bench.run.session,
    size,
    seed: sample.seed ?? randomInt(1, SEEDS),
    secret: secretKey(sample.secret),
    rules,
    withoutRelations: [source.target.history, bench.run.target.history],
    limits: { lockTimeoutS: LOCK_TIMEOUT_S, statementTimeoutS: sample.timeoutS, megabytesPerSecond: sample.megabytesPerSecond },
    progress: progressOn(input.log),
    signal: input.signal,
  });
  await bench.checkpoint();
  return taken;
}

// What is sent to the target stands in its log: a secret that somebody has given must not.
function secretKey(given: string | null): string {
  if (given === null) return randomBytes(SECRET_DIGITS / 2).toString('hex');
  return createHmac('sha256', given).update('flyback mask').digest('hex').slice(0, SECRET_DIGITS);
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

/** The target has introduced itself already. */
const quietLog: Logger = { log: () => undefined };

function progressOn(log: Logger): SampleProgress {
  return {
    onStep: (text) => log.progress?.({ kind: 'migration-start', text }),
    onDetail: (text) => log.progress?.({ kind: 'waiting', text }),
    onStepEnd: (text, elapsedMs) => log.progress?.({ kind: 'migration-end', text, elapsedMs }),
  };
}
