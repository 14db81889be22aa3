import type { Config } from '../config/config.ts';
import { systemTimeZone } from '../io/environment.ts';
import type { ConnectionSettings } from '../model/connection.ts';
import type { Logger } from '../model/log.ts';
import { Session } from '../postgres/session.ts';
import type { CommandInput } from './command.ts';

const LONGEST_HEAD_START_MS = 8;

/** Starts to connect; `started` resolves when the server has something to do, or after a moment. */
export function opened(
  input: CommandInput,
  connection: ConnectionSettings | null,
): { readonly opening: Promise<Session>; readonly started: Promise<void> } {
  if (input.session !== undefined || connection === null)
    return { opening: Promise.resolve(input.session as Session), started: Promise.resolve() };
  let begin: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
    setTimeout(resolve, LONGEST_HEAD_START_MS).unref();
  });
  const opening = openSession(input, connection, begin);
  // Its error is met when the session is wanted.
  opening.catch(begin);
  return { opening, started };
}

/** Opens a session as configured. */
export function openSession(input: CommandInput, connection: ConnectionSettings, onStartup?: () => void): Promise<Session> {
  return Session.open(connection, {
    connectRetries: input.config.connectRetries,
    connectRetriesIntervalS: input.config.connectRetriesInterval,
    timeZone: systemTimeZone(),
    onRetry: (text) => input.log.log('warn', text),
    ...(onStartup === undefined ? {} : { onStartup }),
    signal: input.signal,
  });
}

/** Does on a new session what `initSql` asks for. */
export async function initialise(session: Session, config: Config, log: Logger): Promise<void> {
  if (config.initSql === null) return;
  const { runInitSql } = await import('./init-sql.ts');
  await runInitSql(session, config.initSql, config, log);
}

/** Opens a second session beside the one that executes: once, without retries, and known by its name. */
export function openSecondSession({ config }: CommandInput, connection: ConnectionSettings, role: string): Promise<Session> {
  return Session.open(
    { ...connection, applicationName: `${connection.applicationName} ${role}` },
    { connectRetries: 0, connectRetriesIntervalS: config.connectRetriesInterval, timeZone: systemTimeZone() },
  );
}
