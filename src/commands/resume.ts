import { DatabaseError } from '../model/errors.ts';
import { type Halt, readHaltState } from '../postgres/halt-state.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { CommandInput, Outcome } from './command.ts';
import { say } from './say.ts';
import { withTargetSession } from './with-target-session.ts';

/** What resume did. */
export interface ResumeResult {
  readonly isHalted: false;
  /** The halt that was lifted; null: runs were not halted. */
  readonly lifted: Halt | null;
}

/** Runs resume: lets runs go on that `halt` has stopped. */
export async function runResume(input: CommandInput): Promise<Outcome<ResumeResult>> {
  return withTargetSession(input, async (session) => {
    const state = await readHaltState(session);
    if (state === 'unreadable')
      throw new DatabaseError('DB_PRIVILEGE', 'The table flyback.halt cannot be read with this role: nothing was resumed.', {
        hint: 'Resume as the owner of schema flyback, or as whoever halted the runs.',
      });
    const lifted = state === 'none' ? null : state;
    if (lifted !== null) await session.query(sqlStatement('control/resume'));
    say(
      input,
      lifted === null ? 'Runs on this database are not halted.' : `Runs go on; they were halted by ${lifted.by} since ${lifted.at}.`,
    );
    const result: ResumeResult = { isHalted: false, lifted };
    return { result, json: () => ({ isHalted: false, lifted: lifted === null ? null : { ...lifted } }), exitCode: 0 };
  });
}
