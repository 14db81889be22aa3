import { requireConnection } from '../config/resolve.ts';
import type { Session } from '../postgres/session.ts';
import { pinSession } from '../postgres/session-facts.ts';
import type { CommandInput } from './command.ts';
import { openSession } from './open-session.ts';

/** Works on the target's server with a session alone: no history, no migrations, no callbacks are asked for. */
export async function withTargetSession<T>(input: CommandInput, work: (session: Session) => Promise<T>): Promise<T> {
  const session = input.session ?? (await openSession(input, requireConnection(input.config)));
  try {
    await pinSession(session);
    return await work(session);
  } finally {
    if (input.session === undefined) await session.close();
  }
}
