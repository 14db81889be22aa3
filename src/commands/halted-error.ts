import type { GuardRefusal } from '../execute/guard.ts';
import { FlybackError, LockError } from '../model/errors.ts';
import type { HaltState } from '../postgres/halt-state.ts';

const HALTED = 17;
const LOCK_LOST = 16;

/** The error of a run that is halted, by the state of the switch. */
export function haltedError(state: HaltState): FlybackError {
  if (state === 'unreadable')
    return new FlybackError(
      'HALTED',
      'The kill switch (table flyback.halt) cannot be read with this role, which counts as halted on production.',
      {
        exitCode: HALTED,
        flywayCode: 'HALTED',
        hint: 'GRANT USAGE ON SCHEMA flyback TO PUBLIC; GRANT SELECT ON flyback.halt TO PUBLIC; as its owner, then run the command again. What had been committed before stays.',
      },
    );
  const who = state === 'none' ? '' : ` by ${state.by} from ${state.from} since ${state.at}`;
  const why = state === 'none' ? '' : state.reason === null ? ' (no reason given)' : `: ${state.reason}`;
  return new FlybackError('HALTED', `Runs on this database are halted${who}${why}`, {
    exitCode: HALTED,
    flywayCode: 'HALTED',
    hint: 'Nothing more was run; what had been committed before stays. `flyback resume` lets runs go on.',
  });
}

/** The error of a guard that let nothing pass. */
export function refusedError(refusal: GuardRefusal, state: HaltState): FlybackError {
  if (refusal !== 'lock-lost') return haltedError(refusal === 'halt-unreadable' ? 'unreadable' : state);
  return new LockError('LOCK_HELD', 'The lock of the schema history is held by another session in the middle of this run.', {
    exitCode: LOCK_LOST,
    hint: 'A script has given the lock back (pg_advisory_unlock_all, DISCARD ALL) and another runner took it, or a pooler hands each transaction to another backend: then connect directly. Nothing of the migration at hand was kept; run the command again.',
  });
}
