import type { Command, CommandInput, Outcome } from '../../commands/command.ts';
import { COMMANDS_OF_OTHERS, commandOfOthersError } from '../../commands/commands-of-others.ts';
import { commandsOf, COMMANDS_WITHOUT_TARGET, findCommand } from '../../commands/index.ts';
import { isJsonWanted, parseCommandLine, type CommandGrammar, type ParsedArguments } from '../../config/command-line.ts';
import { ConfigProblemsError } from '../../config/config-problem.ts';
import { loadConfig, type LoadedConfig } from '../../config/load-config.ts';
import { secretsOf } from '../../config/resolve.ts';
import { surroundings } from '../../io/environment.ts';
import { FlybackError } from '../../model/errors.ts';
import { FLYBACK_VERSION, FLYWAY_VERSION } from '../../model/product.ts';
import type { JsonObject } from '../../report/formats/flyway-json/json.ts';
import { parseLocations } from '../../sources/read-sources.ts';
import { interruption } from './interruption.ts';
import { scrubber } from './scrub.ts';
import { Terminal } from './terminal.ts';

const FAILED = 1;
const OUR_BUG = 70;

/** Runs a command line and answers the exit code (table in docs/cli.md); never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  const isJson = isJsonWanted(argv);
  const plain = new Terminal({
    verbosity: 'normal',
    color: 'auto',
    progress: 'never',
    isSilent: false,
    hasJsonLogs: false,
    scrub: scrubber([]),
  });
  try {
    const known = commandsOf(argv);
    const parsed = parseCommandLine(argv, [
      ...known.map(commandGrammar),
      ...COMMANDS_WITHOUT_TARGET.map(({ name }) => name),
      ...COMMANDS_OF_OTHERS.keys(),
    ]);
    if (parsed.isHelp || (parsed.commands.length === 0 && !parsed.isVersion)) return await printHelp(plain, parsed);
    const names = parsed.isVersion ? ['version'] : parsed.commands;
    if (names.every((name) => name === 'version')) return await printVersion(plain, isJson);
    if (names.includes('demo')) return await demo(plain);
    const foreign = names.find((name) => COMMANDS_OF_OTHERS.has(name));
    if (foreign !== undefined) throw commandOfOthersError(foreign);
    const own = names.map((name) => known.find((command) => command.name === name)).find((command) => command?.isFlyway === false);
    if (own !== undefined) return await (await import('./own-command.ts')).runOwnCommand(own, parsed, plain);
    const loaded = await loadConfig({ argv: parsed, ...surroundings() });
    return await runCommands(names, loaded, parsed);
  } catch (error) {
    if (error instanceof ConfigProblemsError && !isJson) for (const { level, text } of error.warnings) plain.log(level, text);
    return reportError(plain, error, isJson, null);
  }
}

function commandGrammar({ name, options, operands }: Command): CommandGrammar {
  const grammar = (options ?? []).map((option) => ({ name: option.name, takesValue: option.value !== null }));
  return { name, options: grammar, takesArguments: operands !== undefined };
}

async function runCommands(names: readonly string[], loaded: LoadedConfig, parsed: ParsedArguments): Promise<number> {
  const { config, cli } = loaded;
  const isJson = cli.outputType === 'json';
  const terminal = new Terminal({
    verbosity: cli.verbosity,
    color: cli.color,
    progress: config.flyback.progress,
    isSilent: isJson || cli.migrationIds,
    hasJsonLogs: cli.outputLogsInJson,
    scrub: scrubber(secretsOf(config)),
  });
  terminal.log('info', `flyback ${FLYBACK_VERSION} (compatible with Flyway ${FLYWAY_VERSION})\n`);
  // Flyway looks at the locations here and once more in each command, and says both times which ones it drops.
  const { log: dropped } = parseLocations(config.locations, config.workingDirectory);
  for (const warning of [...loaded.warnings, ...dropped]) terminal.log(warning.level, warning.text);
  using interrupted = interruption((text) => terminal.explain(text));
  const input: CommandInput = { config, cli, log: terminal, signal: interrupted.signal, onSecondSignal: interrupted.onSecond };
  const documents: JsonObject[] = [];
  let exitCode = 0;
  try {
    for (const [index, name] of names.entries()) {
      if (name === 'version') {
        await printVersion(terminal, isJson);
        continue;
      }
      const outcome = await runCommand(name, { ...input, leavesAtOnce: index === names.length - 1 });
      if (isJson || config.reportEnabled) documents.push(outcome.json());
      exitCode = Math.max(exitCode, outcome.exitCode);
    }
    const reports = await report(documents, loaded);
    if (isJson) await printDocuments(documents, loaded, reports);
    return exitCode;
  } catch (error) {
    if (config.reportEnabled) await report([...documents, await errorJson(error, loaded)], loaded);
    const exitCode = await reportError(terminal, error, isJson, loaded, interrupted.exitCode, parsed.flags.has('-X'));
    // However the statement ended: by the cancel request, with its session, or with the connection.
    return interrupted.signal.aborted ? interrupted.exitCode : exitCode;
  } finally {
    terminal.close();
  }
}

async function runCommand(name: string, input: CommandInput): Promise<Outcome> {
  const command = findCommand(name);
  if (command === undefined) throw new FlybackError('UNSUPPORTED', `The command ${name} is not part of this version of flyback.`);
  return command.run(input);
}

/** Writes the reports if they are wanted; answers where they are. */
async function report(
  documents: readonly JsonObject[],
  { config }: LoadedConfig,
): Promise<{ readonly json: string; readonly html: string } | null> {
  if (!config.reportEnabled || documents.length === 0) return null;
  const { writeReports } = await import('./reports.ts');
  return writeReports(config.reportFilename, config.workingDirectory, documents);
}

async function printDocuments(
  documents: readonly JsonObject[],
  loaded: LoadedConfig,
  reports: { readonly json: string; readonly html: string } | null,
): Promise<void> {
  const [{ printResult }, { printJson }, { compositeJson, withReports }] = await Promise.all([
    import('./print-result.ts'),
    import('../../report/formats/flyway-json/json.ts'),
    import('../../report/formats/flyway-json/composite.ts'),
  ]);
  const [first] = documents;
  const document = documents.length === 1 && first !== undefined ? first : compositeJson(documents);
  await printResult(printJson(reports === null ? document : withReports(document, reports)), loaded.cli.outputFile);
}

async function errorJson(raw: unknown, loaded: LoadedConfig | null): Promise<JsonObject> {
  const [{ errorDocument }, { inFlywayWords }] = await Promise.all([
    import('../../commands/error-document.ts'),
    import('../../commands/script-error.ts'),
  ]);
  return errorDocument(inFlywayWords(raw, wording(loaded)));
}

function wording(loaded: LoadedConfig | null): { readonly environment: string; readonly showsStatements: boolean } {
  return { environment: loaded?.config.environment ?? 'default', showsStatements: loaded?.cli.verbosity === 'debug' };
}

async function reportError(
  terminal: Terminal,
  raw: unknown,
  isJson: boolean,
  loaded: LoadedConfig | null,
  interruptedCode = 130,
  isDebug = false,
): Promise<number> {
  const { inFlywayWords } = await import('../../commands/script-error.ts');
  const error = inFlywayWords(raw, wording(loaded));
  if (isJson) {
    const [{ OutputFileError, printResult }, { printJson }] = await Promise.all([
      import('./print-result.ts'),
      import('../../report/formats/flyway-json/json.ts'),
    ]);
    const scrub = scrubber(loaded === null ? [] : secretsOf(loaded.config));
    const document = scrub(printJson(await errorJson(error, loaded)));
    const file = error instanceof OutputFileError ? null : (loaded?.cli.outputFile ?? null);
    // The error of the command matters more than a file that cannot be written.
    await printResult(document, file).catch(() => printResult(document, null));
    return exitCodeOf(error, interruptedCode);
  }
  terminal.log('error', error instanceof Error ? error.message.trimEnd() : String(error));
  const { explainError } = await import('./explain-error.ts');
  const explanation = explainError(error, isDebug);
  if (explanation !== null) terminal.explain(explanation);
  return exitCodeOf(error, interruptedCode);
}

function exitCodeOf(error: unknown, interruptedCode: number): number {
  if (error instanceof FlybackError) return error.code === 'ERR_EXECUTE_CANCELLED' ? interruptedCode : error.exitCode;
  return error instanceof Error && error.name === 'AbortError' ? interruptedCode : OUR_BUG;
}

async function demo(terminal: Terminal): Promise<number> {
  const { runDemo } = await import('../../commands/demo.ts');
  // The command that runs gets the signal, too, and ends; the server and the copy of the project go after it.
  using interrupted = interruption(() => undefined);
  const exitCode = await runDemo(terminal, interrupted.signal);
  return interrupted.signal.aborted ? interrupted.exitCode : exitCode;
}

async function printVersion(terminal: Terminal, isJson: boolean): Promise<number> {
  if (!isJson) {
    terminal.log('output', `flyback ${FLYBACK_VERSION} (compatible with Flyway ${FLYWAY_VERSION}), Node ${process.versions.node}`);
    return 0;
  }
  const [{ printResult }, { printJson }, { versionJson }] = await Promise.all([
    import('./print-result.ts'),
    import('../../report/formats/flyway-json/json.ts'),
    import('../../report/formats/flyway-json/version.ts'),
  ]);
  await printResult(printJson(versionJson({ version: FLYBACK_VERSION, edition: null, plugins: [] })), null);
  return 0;
}

async function printHelp(terminal: Terminal, parsed: ParsedArguments): Promise<number> {
  const { helpText } = await import('./help.ts');
  const help = helpText(parsed.helpTopics);
  terminal.log('output', help.text);
  return help.isFound ? 0 : FAILED;
}
