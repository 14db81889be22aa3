import type { CommandInput, Outcome } from '../../commands/command.ts';
import type { ConfigOptions } from '../../config/config-options.ts';
import type { LoadedConfig } from '../../config/load-config.ts';
import { ConfigError, DatabaseError, FlybackError, InternalError } from '../../model/errors.ts';
import type { Logger } from '../../model/log.ts';
import type { LibraryOptions } from './library-options.ts';
import { type OpenedConnection, openConnection } from './open-connection.ts';

const SILENT: Logger = { log: () => undefined };
const CANCELLED_EXIT_CODE = 130;
const KEEP = (text: string): string => text;

/**
 * Runs one command for a program: never prints, never exits, always gives the connection back.
 * @throws FlybackError whatever happens
 */
export async function runCommand<Result>(
  options: LibraryOptions,
  command: () => Promise<(input: CommandInput) => Promise<Outcome<Result>>>,
  words: Pick<CommandInput, 'options' | 'operands'> = {},
): Promise<Outcome<Result>> {
  let scrub = KEEP;
  let environment = 'default';
  try {
    throwIfCancelled(options.signal);
    await using connection = await openConnection(options.connection);
    const { config, cli, warnings } = await load(options, connection);
    ({ environment } = config);
    const [{ scrubber }, { secretsOf }, run] = await Promise.all([import('../cli/scrub.ts'), import('../../config/resolve.ts'), command()]);
    scrub = scrubber(secretsOf(config));
    const log = scrubbed(options.logger ?? SILENT, scrub);
    for (const { level, text } of warnings) log.log(level, text);
    return await run({ config, cli, log, signal: options.signal, session: connection.session ?? undefined, ...words });
  } catch (error) {
    const { inFlywayWords } = await import('../../commands/script-error.ts');
    const failure = toFlybackError(inFlywayWords(error, { environment, showsStatements: false }), options.signal);
    failure.message = scrub(failure.message);
    throw failure;
  }
}

async function load(options: LibraryOptions, connection: OpenedConnection): Promise<LoadedConfig> {
  const { connection: given, logger: _logger, signal: _signal, configFiles, useEnvironment, config, url, ...keys } = options;
  if (given !== undefined && url !== undefined) {
    throw new ConfigError('CONFIG_CONFLICT', 'Both connection and url say where the database is.', { hint: 'Leave one of them out.' });
  }
  const { configFromOptions, readNamedFiles } = await import('../../config/load-config.ts');
  const settings: ConfigOptions = { ...config, ...keys, url: url ?? connection.url, outputType: 'json' };
  const files =
    configFiles === undefined || configFiles.length === 0 ? undefined : await readNamedFiles(configFiles, options.workingDirectory ?? null);
  const isBrought = connection.settings !== null || connection.session !== null;
  return configFromOptions(settings, {
    isEnvironmentUsed: useEnvironment ?? false,
    ...(files === undefined ? {} : { files }),
    ...(isBrought ? { connection: connection.settings } : {}),
  });
}

function scrubbed(logger: Logger, scrub: (text: string) => string): Logger {
  return {
    log: (level, text) => logger.log(level, scrub(text)),
    progress: (event) => logger.progress?.({ ...event, text: scrub(event.text) }),
  };
}

function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw cancelled(signal.reason);
}

function cancelled(cause: unknown): FlybackError {
  return new FlybackError('EXECUTE_CANCELLED', 'The run was cancelled.', { exitCode: CANCELLED_EXIT_CODE, cause });
}

function toFlybackError(error: unknown, signal: AbortSignal | undefined): FlybackError {
  const isAborted = signal?.aborted === true;
  if (error instanceof FlybackError && error.code === 'ERR_EXECUTE_CANCELLED') return error;
  // The cancel request may hit a statement of ours, too.
  if (isAborted && (error === signal.reason || (error instanceof DatabaseError && error.sqlState === '57014'))) return cancelled(error);
  if (error instanceof FlybackError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'ConnectionLostError')
    return new DatabaseError('DB_LOST', text, { cause: error, flywayCode: 'DB_CONNECTION' });
  return new InternalError(text, { cause: error, hint: 'This is a bug in flyback. Please report it.' });
}
