import type { MigrationEntry } from '../../../model/migration-entry.ts';
import { stateTraits } from '../../../model/migration-state.ts';
import { isUndoType } from '../../../model/migration-type.ts';
import { renderTable } from './ascii-table.ts';

/** Where info has looked when there are no files. */
export interface SearchedLocations {
  readonly locations: readonly string[];
  readonly callbackLocations: readonly string[];
}

/** The configuration that info shows when there are no files. */
export interface NamingSettings {
  readonly givenWorkingDirectory: string;
  readonly repeatableSqlMigrationPrefix: string;
  readonly sqlMigrationPrefix: string;
  readonly baselineMigrationPrefix: string;
  readonly sqlMigrationSeparator: string;
  readonly sqlMigrationSuffixes: readonly string[];
}

const COLUMNS = ['Category', 'Version', 'Description', 'Type', 'Installed On', 'State', 'Undoable'];
const SECONDS_LENGTH = 'yyyy-MM-dd HH:mm:ss'.length;

function isShown(entry: MigrationEntry): boolean {
  return !isUndoType(entry.type);
}

function undoable(entry: MigrationEntry): string {
  if (entry.version === null || entry.type === 'DELETE' || entry.state === 'Deleted' || entry.state === 'Undone') return '';
  return entry.undoScript !== null && !stateTraits(entry.state).isFailed ? 'Yes' : 'No';
}

function cells(entry: MigrationEntry): string[] {
  const installedOn = entry.row?.installedOn.slice(0, SECONDS_LENGTH) ?? '';
  return [entry.category, entry.version?.text ?? '', entry.description, entry.type, installedOn, entry.state, undoable(entry)];
}

/** The table of info (MigrationInfoDumper, 12.4); rows of undo types are not in it. */
export function infoTable(entries: readonly MigrationEntry[]): string {
  return renderTable({ columns: COLUMNS, rows: entries.filter(isShown).map(cells), emptyText: 'No migrations found' });
}

/** Output of `info -migrationIds`: versions, or descriptions where there is none, joined by commas; no newline. */
export function migrationIds(entries: readonly MigrationEntry[]): string {
  return entries
    .filter(isShown)
    .map((entry) => entry.version?.text ?? entry.description)
    .join(',');
}

/** True if one of the entries has a file; else info also prints the settings table. */
export function hasFiles(entries: readonly MigrationEntry[]): boolean {
  return entries.some((entry) => entry.filepath !== '');
}

/** What info says of the configuration when it shows no file (MigrationConfigPrinter, 12.4). */
export function settingsTable(settings: NamingSettings, { locations, callbackLocations }: SearchedLocations): string {
  const rows: readonly (readonly [string, string])[] = [
    ['locations', locations.join(', ')],
    ['callbackLocations', callbackLocations.join(', ')],
    ['workingDirectory', settings.givenWorkingDirectory],
    ['repeatableSqlMigrationPrefix', settings.repeatableSqlMigrationPrefix],
    ['sqlMigrationPrefix', settings.sqlMigrationPrefix],
    ['baselineMigrationPrefix', settings.baselineMigrationPrefix],
    ['sqlMigrationSeparator', settings.sqlMigrationSeparator],
    ['sqlMigrationSuffixes', settings.sqlMigrationSuffixes.join(', ')],
  ];
  const nameWidth = Math.max('Setting'.length, ...rows.map(([name]) => name.length)) + 2;
  const valueWidth = Math.max('Current value'.length, ...rows.map(([, value]) => value.length)) + 2;
  const line = (name: string, value: string): string => `| ${name.padEnd(nameWidth)} | ${value.padEnd(valueWidth)} |`;
  const ruler = `|${'-'.repeat(nameWidth + 2)}|${'-'.repeat(valueWidth + 2)}|`;
  const head = ['No migrations found on disk.', 'Here are some relevant configuration settings.', '', line('Setting', 'Value'), ruler];
  return `${[...head, ...rows.map(([name, value]) => line(name, value))].join('\n')}\n`;
}
