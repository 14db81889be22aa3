import { KEPT_CONTENTS, KEPT_SCHEMA, type KeptEntry, type KeptKind } from '../model/kept.ts';
import { ConfigError } from '../model/errors.ts';
import { parseVersion } from '../model/version.ts';
import { entryRemoval } from '../analyze/undo/keep/keeping.ts';
import { ServerError } from '../postgres/server-error.ts';
import { sqlStatement } from '../postgres/sql-files.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { pruneText } from '../report/formats/prune-text.ts';
import type { CommandInput, Outcome } from './command.ts';
import { CommandRun } from './command-run.ts';
import { Locking } from './history-lock.ts';

const USAGE = 2;
const FAILED = 1;
const DAY_S = 86_400;
/** Relations go before what they use. */
const ORDER: readonly KeptKind[] = ['table', 'sequence', 'function', 'procedure', 'domain', 'type'];

/** What prune found and did. */
export interface PruneResult {
  readonly kept: readonly KeptEntry[];
  readonly olderThanDays: number;
  /** `--yes` was given. */
  readonly isConfirmed: boolean;
}

/** Runs prune: lists what migrations have set aside, and with `--yes` drops what is older than the limit, under the lock of the history table. */
export async function runPrune(input: CommandInput): Promise<Outcome<PruneResult>> {
  const olderThanDays = ageLimit(input);
  const isConfirmed = input.options?.has('yes') === true;
  await using run = await CommandRun.open(input, { dryRun: 'refused' });
  await using locking = new Locking(run);
  if (isConfirmed) await locking.acquire();
  const found = await readEntries(run, olderThanDays);
  const kept = isConfirmed ? await dropOld(run, found) : found;
  const result = { kept, olderThanDays, isConfirmed };
  if (input.cli.outputType !== 'json') input.log.log('output', pruneText(result).trimEnd());
  return { result, json: () => result as unknown as JsonObject, exitCode: kept.some(({ failure }) => failure !== null) ? FAILED : 0 };
}

function ageLimit({ options, config }: CommandInput): number {
  const text = options?.get('older-than');
  if (typeof text !== 'string') return config.flyback.keepDays;
  const [, number = '', unit = 'd'] = /^(\d+)\s*([dhw]?)$/u.exec(text.trim()) ?? [];
  if (number === '')
    throw new ConfigError('CONFIG_INVALID', `--older-than ${text} is no age.`, {
      exitCode: USAGE,
      hint: 'Give days (30d), weeks (4w) or hours (12h).',
    });
  return unit === 'w' ? Number(number) * 7 : unit === 'h' ? Number(number) / 24 : Number(number);
}

async function readEntries(run: CommandRun, olderThanDays: number): Promise<readonly KeptEntry[]> {
  const [there] = await run.session.query(`SELECT pg_catalog.to_regclass('${KEPT_SCHEMA}.${KEPT_CONTENTS}')`);
  if (there?.rows[0]?.[0] === null) return [];
  const [result] = await run.session.query(sqlStatement('kept/contents'));
  const undoable = await undoableVersions(run);
  return (result?.rows ?? []).map(([kind, name, source, version, columns, keptAt, keptBy, age, place, bytes]) => ({
    kind: kind as KeptKind,
    name: name ?? '',
    place: place ?? null,
    source: source ?? '',
    version: version ?? '',
    columns: JSON.parse(columns ?? '[]') as string[],
    keptAt: keptAt ?? '',
    keptBy: keptBy ?? '',
    ageSeconds: Number(age),
    bytes: Number(bytes),
    isOld: Number(age) >= olderThanDays * DAY_S,
    isUndoPossible: undoable.has(parseVersion(version ?? '').key),
    isDropped: false,
    failure: null,
  }));
}

/** Versions in effect that have an undo script. */
async function undoableVersions(run: CommandRun): Promise<ReadonlySet<string>> {
  const scripts = new Set(run.sources().undo.flatMap(({ version }) => version?.key ?? []));
  const applied = run.entries(await run.readHistory()).applied();
  return new Set(
    applied.flatMap(({ version, state, row }) =>
      version !== null && row?.success === true && state !== 'Undone' && scripts.has(version.key) ? [version.key] : [],
    ),
  );
}

async function dropOld(run: CommandRun, entries: readonly KeptEntry[]): Promise<readonly KeptEntry[]> {
  const done = new Map<KeptEntry, KeptEntry>();
  const old = entries.filter(({ isOld }) => isOld).toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  for (const entry of old) done.set(entry, await dropOne(run, entry));
  return entries.map((entry) => done.get(entry) ?? entry);
}

// One message is one transaction: the thing and its entry go together.
async function dropOne(run: CommandRun, entry: KeptEntry): Promise<KeptEntry> {
  const drop = entry.place === null ? [] : [`DROP ${entry.kind.toUpperCase()} ${entry.place}`];
  try {
    await run.session.query([...drop, entryRemoval(entry)].join(';\n'));
    return { ...entry, isDropped: true };
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    const { message, detail } = error.server;
    return {
      ...entry,
      failure: [message, detail]
        .filter((text) => text !== null && text !== undefined && text !== '')
        .join(': ')
        .replaceAll('\n', '; '),
    };
  }
}
