import { makeControlTable } from '../execute/control-table.ts';
import { hostName } from '../io/environment.ts';
import { DatabaseError } from '../model/errors.ts';
import { type Halt, type HaltState, readHaltState } from '../postgres/halt-state.ts';
import { ServerError } from '../postgres/server-error.ts';
import type { Session } from '../postgres/session.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { CommandInput, Outcome } from './command.ts';
import { say } from './say.ts';
import { withTargetSession } from './with-target-session.ts';

/** What halt did. */
export interface HaltResult extends Halt {
  readonly isHalted: true;
  /** It was halted before, and stays as it was. */
  readonly wasHalted: boolean;
}

const INSUFFICIENT_PRIVILEGE = '42501';

/** Runs halt: from now on no migration, undo or batch begins on this database, and those at work stop before their next piece. */
export async function runHalt(input: CommandInput): Promise<Outcome<HaltResult>> {
  const given = input.options?.get('reason');
  const reason = typeof given === 'string' && given !== '' ? given : null;
  return withTargetSession(input, async (session) => {
    const before = await readHaltState(session);
    if (typeof before === 'string') await halt(session, before, reason);
    const state = typeof before === 'string' ? await readHaltState(session) : before;
    if (typeof state === 'string') throw unreadable();
    const result: HaltResult = { isHalted: true, wasHalted: typeof before !== 'string', ...state };
    const why = state.reason === null ? '' : `: ${state.reason}`;
    say(
      input,
      `Runs on this database are ${result.wasHalted ? 'already ' : ''}halted by ${state.by} from ${state.from} since ${state.at}${why}`,
    );
    say(input, 'Those at work stop before their next migration or batch. flyback resume lets runs go on.');
    return { result, json: () => ({ ...result }), exitCode: 0 };
  });
}

async function halt(session: Session, before: Exclude<HaltState, Halt>, reason: string | null): Promise<void> {
  try {
    if (before === 'none') await makeTable(session);
    await session.query(sqlStatement('control/halt', { host: hostName(), reason }));
  } catch (error) {
    if (!(error instanceof ServerError) || error.server.sqlState !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new DatabaseError('DB_PRIVILEGE', `Runs cannot be halted with this role: ${error.server.message}`, {
      sqlState: INSUFFICIENT_PRIVILEGE,
      cause: error,
      hint: 'It needs CREATE on the database the first time (schema flyback), later INSERT and UPDATE on flyback.halt. Runs are not halted.',
    });
  }
}

async function makeTable(session: Session): Promise<void> {
  const [exists] = await session.query(sqlStatement('control/has-halt'));
  if (exists?.rows[0] !== undefined) return;
  await makeControlTable(session, ['control/create-halt', 'control/share-halt']);
}

function unreadable(): DatabaseError {
  return new DatabaseError(
    'DB_PRIVILEGE',
    'The table flyback.halt cannot be read with this role, so nobody can say whether runs are halted.',
    {
      hint: 'GRANT USAGE ON SCHEMA flyback TO PUBLIC; GRANT SELECT ON flyback.halt TO PUBLIC; as its owner. Runs on production count it as halted.',
    },
  );
}
