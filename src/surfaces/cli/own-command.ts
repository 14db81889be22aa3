import type { Command, CommandInput } from '../../commands/command.ts';
import { inFlywayWords } from '../../commands/script-error.ts';
import { ConfigProblemsError } from '../../config/config-problem.ts';
import type { ParsedArguments } from '../../config/command-line.ts';
import { loadConfig, type LoadedConfig } from '../../config/load-config.ts';
import { secretsOf } from '../../config/resolve.ts';
import { surroundings } from '../../io/environment.ts';
import { ConfigError, FlybackError } from '../../model/errors.ts';
import type { Logger } from '../../model/log.ts';
import { explainError } from './explain-error.ts';
import { interruption } from './interruption.ts';
import { printResult } from './print-result.ts';
import { scrubber } from './scrub.ts';
import { Terminal } from './terminal.ts';

const USAGE = 2;
const OUR_BUG = 70;
const INTERRUPTED = 130;

/** What every command that Flyway does not have answers with --json, also when it fails. */
interface Envelope {
  readonly ok: boolean;
  readonly command: string;
  readonly exitCode: number;
  readonly data: unknown;
  readonly warnings: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null; readonly place: unknown };
}

/** Runs a command that Flyway does not have: its result goes to stdout, everything else to stderr. Answers the exit code. */
export async function runOwnCommand(command: Command, parsed: ParsedArguments, plain: Terminal): Promise<number> {
  const isJson = parsed.keys.some(({ key, value }) => key === 'outputType' && value.toLowerCase() === 'json');
  const warnings: string[] = [];
  let loaded: LoadedConfig | null = null;
  let terminal = plain;
  // A command that changes nothing may end anywhere: the system's own way is the quickest.
  using interrupted = command.mutates === 'nothing' ? null : interruption((text) => terminal.explain(text));
  const answer = async (envelope: Omit<Envelope, 'command' | 'warnings'>): Promise<number> => {
    const scrub = scrubber(loaded === null ? [] : secretsOf(loaded.config));
    if (isJson)
      await printResult(scrub(JSON.stringify({ ...envelope, command: command.name, warnings }, null, 2)), loaded?.cli.outputFile ?? null);
    return envelope.exitCode;
  };
  try {
    if (parsed.commands.length > 1)
      throw new ConfigError(
        'CONFIG_CONFLICT',
        `${command.name} is run on its own, not beside ${parsed.commands.filter((name) => name !== command.name).join(', ')}.`,
        {
          exitCode: USAGE,
        },
      );
    loaded = await loadConfig({ argv: parsed, ...surroundings() });
    terminal = terminalFor(loaded, isJson);
    for (const { level, text } of loaded.warnings) terminal.log(level, text);
    warnings.push(...loaded.warnings.map(({ text }) => text));
    const log: Logger = {
      log: (level, text) => {
        if (level === 'warn') warnings.push(text);
        terminal.log(level, text);
      },
      progress: (event) => terminal.progress(event),
    };
    const outcome = await command.run({
      ...inputOf(command, parsed, loaded, terminal),
      log,
      signal: interrupted?.signal,
      onSecondSignal: interrupted?.onSecond,
    });
    return await answer({ ok: outcome.exitCode === 0, exitCode: outcome.exitCode, data: outcome.json() });
  } catch (raw) {
    const error = inFlywayWords(raw, { environment: loaded?.config.environment ?? 'default', showsStatements: parsed.flags.has('-X') });
    const exitCode = exitCodeOf(error, interrupted?.exitCode ?? INTERRUPTED);
    if (!isJson) {
      terminal.log('error', error instanceof Error ? error.message.trimEnd() : String(error));
      const explanation = explainError(error, parsed.flags.has('-X'));
      if (explanation !== null) terminal.explain(explanation);
    }
    return await answer({ ok: false, exitCode, data: null, error: errorOf(error) });
  } finally {
    terminal.close();
  }
}

function terminalFor({ config, cli }: LoadedConfig, isJson: boolean): Terminal {
  return new Terminal({
    verbosity: cli.verbosity,
    color: cli.color,
    progress: config.flyback.progress,
    isSilent: isJson,
    isLogOnStderr: true,
    hasJsonLogs: cli.outputLogsInJson,
    scrub: scrubber(secretsOf(config)),
  });
}

function inputOf(command: Command, parsed: ParsedArguments, { config, cli }: LoadedConfig, terminal: Terminal): CommandInput {
  return {
    config,
    cli,
    log: terminal,
    leavesAtOnce: true,
    command: command.name,
    options: parsed.options,
    operands: parsed.operands,
    hasColor: terminal.hasColor,
    ...(process.stdout.isTTY ? { width: process.stdout.columns } : {}),
  };
}

function errorOf(error: unknown): NonNullable<Envelope['error']> {
  if (!(error instanceof FlybackError))
    return { code: 'ERR_INTERNAL', message: error instanceof Error ? error.message : String(error), hint: null, place: null };
  return { code: error.code, message: error.message, hint: error.hint ?? null, place: error.place ?? null };
}

/** Wrong usage of a command of ours exits 2, where Flyway's commands exit 1. */
function exitCodeOf(error: unknown, interruptedCode: number): number {
  if (error instanceof ConfigProblemsError || (error instanceof ConfigError && error.exitCode === 1)) return USAGE;
  if (error instanceof FlybackError) return error.code === 'ERR_EXECUTE_CANCELLED' ? interruptedCode : error.exitCode;
  return error instanceof Error && error.name === 'AbortError' ? interruptedCode : OUR_BUG;
}
