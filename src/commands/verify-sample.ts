import { createHmac, randomBytes, randomInt } from 'node:crypto';
import type { Logger } from '../model/log.ts';
import type { ProofSample } from '../model/sample.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import { copySample, type SampleProgress } from '../verify/sample/copy-sample.ts';
import type { CommandInput } from './command.ts';
import type { VerifyChoice } from './verify-choice.ts';
import { NOT_COPIED } from './verify-target.ts';
import type { VerifyWorkbench } from './verify-workbench.ts';
import { withTargetSession } from './with-target-session.ts';

const ROOM_FACTOR = 6;
const ROW_BYTES = 300;
const LOCK_TIMEOUT_S = 5;
const SEEDS = 2 ** 31;
const SECRET_DIGITS = 32;

/** The bytes that a sample may need in the sandbox: with what it refers to, and the copies of a database that round trips return to. */
export async function sampleRoom(input: CommandInput, { sample: wish = null }: VerifyChoice): Promise<number> {
  if (wish === null) return 0;
  if (wish.size.kind === 'bytes') return wish.size.bytes * ROOM_FACTOR;
  if (wish.size.kind === 'rows') return wish.size.rows * ROW_BYTES * ROOM_FACTOR;
  const [size] = await withTargetSession(input, (session) => session.query(sqlStatement('sample/database-size')));
  return Number(size?.rows[0]?.[0] ?? 0) * wish.size.share * ROOM_FACTOR;
}

/** Brings a masked part of the rows of the target into the sandbox, where that is wanted; null: it is not. */
export async function takeSample(
  bench: VerifyWorkbench,
  input: CommandInput,
  { sample: wish = null }: VerifyChoice,
): Promise<ProofSample | null> {
  if (wish === null) return null;
  const { sample } = input.config.flyback;
  const request = {
    sink: bench.run.session,
    ...wish,
    seed: sample.seed ?? randomInt(1, SEEDS),
    secret: secretKey(sample.secret),
    withoutSchemas: NOT_COPIED,
    withoutRelations: [bench.run.target.history],
    limits: { lockTimeoutS: LOCK_TIMEOUT_S, statementTimeoutS: sample.timeoutS, megabytesPerSecond: sample.megabytesPerSecond },
    progress: progressOn(input.log),
    signal: input.signal,
  };
  const taken = await withTargetSession(input, (source) => copySample({ ...request, source }));
  await bench.checkpoint();
  return taken;
}

// What is sent to the target stands in its log: a secret that somebody has given must not.
function secretKey(given: string | null): string {
  if (given === null) return randomBytes(SECRET_DIGITS / 2).toString('hex');
  return createHmac('sha256', given).update('flyback mask').digest('hex').slice(0, SECRET_DIGITS);
}

function progressOn(log: Logger): SampleProgress {
  return {
    onStep: (text) => log.progress?.({ kind: 'migration-start', text }),
    onDetail: (text) => log.progress?.({ kind: 'waiting', text }),
    onStepEnd: (text, elapsedMs) => log.progress?.({ kind: 'migration-end', text, elapsedMs }),
  };
}
