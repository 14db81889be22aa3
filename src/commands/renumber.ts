import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { entryKind, renameFile } from '../io/files.ts';
import { SourceError } from '../model/errors.ts';
import type { HistoryRow } from '../model/history.ts';
import { compareVersions, tryParseVersion, type Version } from '../model/version.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { parseFileName } from '../sources/file-name.ts';
import { scanSources } from '../sources/read-sources.ts';
import type { ScannedScript } from '../sources/scan-sources.ts';
import { configuredGrammar } from '../sources/script-placeholders.ts';
import { readBase } from './base-branch.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';

/** A file and its new name. */
export interface Renaming {
  readonly from: string;
  readonly to: string;
}

/** What renumber did, or would do. */
export interface RenumberResult {
  readonly renamed: readonly Renaming[];
  readonly isDryRun: boolean;
}

const LAST_NUMBER = /(\d+)(\D*)$/u;

/** Runs renumber: new migrations whose version is taken, or below what others have, get the next free ones; their U files go with them. */
export async function runRenumber(input: CommandInput): Promise<Outcome<RenumberResult>> {
  const { config, log } = input;
  const rows = config.connection === null ? null : await historyRows(input);
  const base = await readBase(config);
  if (rows === null && base === null)
    throw new SourceError('SOURCE_DUPLICATE', 'Which files are new? Nothing says what is applied already. Nothing was renamed.', {
      exitCode: 2,
      hint: 'Give --base origin/main (files that are not there are new), or a target with -url (what its history lists is not).',
    });
  const { migrations } = scanSources(config);
  const isFixed = ({ file }: ScannedScript): boolean =>
    base?.files.has(resolve(file.path)) === true || rows?.some(({ script, success }) => success && script === file.script) === true;
  const taken = [...(rows ?? []).flatMap(({ version }) => version ?? []), ...(base === null ? [] : versionsOf(config, base.files.keys()))];
  const renamed = renamings(config, migrations, isFixed, taken);
  const isDryRun = input.options?.get('dry-run') === true;
  for (const { from, to } of renamed) {
    if (!isDryRun) renameAlone(from, to);
    log.log('output', `${isDryRun ? 'would rename' : 'renamed'} ${from} -> ${basename(to)}`);
  }
  if (renamed.length === 0) log.log('output', 'Every new migration has a free version above all others: nothing to rename.');
  const result = { renamed, isDryRun };
  return { result, json: () => result as unknown as JsonObject, exitCode: 0 };
}

async function historyRows(input: CommandInput): Promise<readonly HistoryRow[]> {
  await using run = await CommandRun.open(input);
  return await run.readHistory();
}

/** The versions that files of the base branch have. */
function versionsOf(config: Config, paths: Iterable<string>): readonly Version[] {
  const grammar = configuredGrammar(config);
  return [...paths].flatMap((path) => {
    const name = parseFileName(basename(path), grammar);
    return name.isValid && name.prefix === config.sqlMigrationPrefix ? (name.version ?? []) : [];
  });
}

/** New files in their order; each that does not lie above everything before it moves up, U files and configurations with it. */
export function renamings(
  config: Config,
  scripts: readonly ScannedScript[],
  isFixed: (script: ScannedScript) => boolean,
  taken: readonly Version[],
): readonly Renaming[] {
  const versioned = scripts.filter(({ name }) => name.prefix === config.sqlMigrationPrefix && name.version !== null);
  const fixed = versioned.filter(isFixed).map(({ name }) => name.version as Version);
  let newest = [...fixed, ...taken].reduce<Version | null>(
    (highest, version) => (highest === null || compareVersions(version, highest) > 0 ? version : highest),
    null,
  );
  const fresh = versioned.filter((script) => !isFixed(script)).toSorted(byVersion);
  const renamed: Renaming[] = [];
  for (const script of fresh) {
    const version = script.name.version as Version;
    const next = newest === null || compareVersions(version, newest) > 0 ? version : versionAfter(newest);
    if (next !== version)
      renamed.push(
        ...moved(
          config,
          script,
          next,
          scripts.filter((other) => !isFixed(other)),
        ),
      );
    newest = next;
  }
  return renamed;
}

function byVersion(left: ScannedScript, right: ScannedScript): number {
  return compareVersions(left.name.version as Version, right.name.version as Version) || (left.file.script < right.file.script ? -1 : 1);
}

/** The last number of a version, one higher, as wide as it was: `007` -> `008`, `1_9` -> `1_10`. */
function versionAfter({ raw }: Version): Version {
  const next = raw.replace(
    LAST_NUMBER,
    (_match, digits: string, rest: string) => `${String(BigInt(digits) + 1n).padStart(digits.length, '0')}${rest}`,
  );
  const version = tryParseVersion(next);
  if (version === null || next === raw) throw new SourceError('SOURCE_NAME', `There is no version after ${raw}.`);
  return version;
}

/** The migration, its configuration, and its undo script (of two with one version the one with the same description). */
function moved(config: Config, script: ScannedScript, next: Version, fresh: readonly ScannedScript[]): readonly Renaming[] {
  const undo = fresh.filter(
    ({ name }) =>
      name.prefix === config.undoSqlMigrationPrefix &&
      name.version?.key === script.name.version?.key &&
      name.description === script.name.description,
  );
  return [script, ...undo].flatMap(({ file, name }) => {
    const to = join(dirname(file.path), newName(config, basename(file.path), name.prefix, next));
    const renaming = { from: file.path, to };
    return file.configPath === null ? [renaming] : [renaming, { from: file.configPath, to: `${to}.conf` }];
  });
}

function newName(config: Config, name: string, prefix: string, next: Version): string {
  const grammar = configuredGrammar(config);
  const at = name.indexOf(grammar.separator, prefix.length);
  const suffix = parseFileName(name, grammar);
  const end = at >= 0 ? at : name.length - (suffix.isValid ? suffix.suffix.length : 0);
  return `${prefix}${next.raw}${name.slice(end)}`;
}

/** Never over a file that is there. */
function renameAlone(from: string, to: string): void {
  if (entryKind(to) !== null)
    throw new SourceError('SOURCE_DUPLICATE', `${from} cannot become ${to}: that file is there already.`, {
      hint: 'Files renamed before this one keep their new names; run flyback renumber again once it is moved away.',
    });
  renameFile(from, to);
}
