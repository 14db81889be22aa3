import type { KeptEntry } from '../../model/kept.ts';
import { renderTable } from './text/ascii-table.ts';
import { counted } from '../plan-words.ts';

const COLUMNS = ['Version', 'What', 'Kept as', 'Since', 'Age', 'Size', 'Undo', 'Prune'];
const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];
const HOUR_S = 3600;
const DAY_S = 86_400;

/** The list of what is set aside, what happened to it, and what to do next. */
export function pruneText({
  kept,
  olderThanDays,
  isConfirmed,
}: {
  readonly kept: readonly KeptEntry[];
  readonly olderThanDays: number;
  readonly isConfirmed: boolean;
}): string {
  if (kept.length === 0) return 'Nothing is set aside in this database.\n';
  const rows = kept.map((entry) => [
    entry.version,
    `${entry.columns.length > 0 ? `${entry.columns.join(', ')} of ` : ''}${entry.kind} ${entry.source}`,
    entry.place ?? `${entry.name} (gone)`,
    entry.keptAt.replace('T', ' ').replace('Z', ''),
    ageWords(entry.ageSeconds),
    sizeWords(entry.bytes),
    entry.isUndoPossible ? 'needs it' : '',
    fateOf(entry),
  ]);
  return `${renderTable({ columns: COLUMNS, rows, emptyText: '' })}${conclusion(kept, olderThanDays, isConfirmed)}`;
}

function fateOf({ isOld, isDropped, failure }: KeptEntry): string {
  if (failure !== null) return 'failed';
  return isDropped ? 'dropped' : isOld ? 'would drop' : '';
}

function conclusion(kept: readonly KeptEntry[], olderThanDays: number, isConfirmed: boolean): string {
  const old = kept.filter(({ isOld }) => isOld);
  const limit =
    olderThanDays === 0 ? '' : ` older than ${olderThanDays < 1 ? ageWords(olderThanDays * DAY_S) : counted(olderThanDays, 'day')}`;
  if (old.length === 0) return `Nothing is${limit}: nothing was dropped.\n`;
  const things = (entries: readonly KeptEntry[]): string => `${counted(entries.length, 'thing')}${limit} (${sizeWords(sum(entries))})`;
  if (!isConfirmed) return `Nothing was dropped. With --yes it is: ${things(old)}.\n${undoWords(old, 'could then not')}`;
  const dropped = old.filter(({ isDropped }) => isDropped);
  const failures = old.flatMap(({ place, failure }) => (failure === null ? [] : [`${place ?? ''} was not dropped: ${failure}\n`]));
  return `Dropped: ${things(dropped)}.\n${undoWords(dropped, 'can no longer')}${failures.join('')}`;
}

/** What is given up with it. */
function undoWords(entries: readonly KeptEntry[], verb: string): string {
  const versions = [...new Set(entries.filter(({ isUndoPossible }) => isUndoPossible).map(({ version }) => version))];
  return versions.length === 0 ? '' : `${versions.length === 1 ? 'Version' : 'Versions'} ${versions.join(', ')} ${verb} be undone.\n`;
}

function sum(entries: readonly KeptEntry[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}

function ageWords(seconds: number): string {
  if (seconds < HOUR_S) return `${Math.floor(seconds / 60)} min`;
  return seconds < 2 * DAY_S ? `${Math.floor(seconds / HOUR_S)} h` : `${Math.floor(seconds / DAY_S)} d`;
}

/** As pg_size_pretty writes it. */
function sizeWords(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 10_240 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${Math.round(size)} ${UNITS[unit] ?? ''}`;
}
