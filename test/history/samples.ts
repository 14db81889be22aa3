import type { HistoryRow, MigrationState } from '../../src/model/history.ts';
import type { MigrationEntries } from '../../src/model/migration-entry.ts';
import type { Migration, MigrationKind, MigrationType } from '../../src/model/migration.ts';
import { parseVersion } from '../../src/model/version.ts';
import { computeStates, type StateInput } from '../../src/history/states.ts';

const KINDS: Readonly<Record<string, MigrationKind>> = { V: 'versioned', U: 'undo', B: 'baseline', R: 'repeatable' };
const TYPES: Readonly<Record<MigrationKind, MigrationType>> = {
  versioned: 'SQL',
  undo: 'UNDO_SQL',
  baseline: 'SQL_BASELINE',
  repeatable: 'SQL',
};

/** A migration from its file name; every file has checksum 100 unless told otherwise. */
export function file(script: string, more: Partial<Migration> = {}): Migration {
  const match = /^([VUBR])([^_]*(?:_\d+)*)__(.*)\.sql$/.exec(script.slice(script.lastIndexOf('/') + 1));
  if (match === null) throw new Error(`not a migration's name: ${script}`);
  const [, letter = '', version = '', description = ''] = match;
  const kind = KINDS[letter] ?? 'versioned';
  return {
    kind,
    type: TYPES[kind],
    version: version === '' ? null : parseVersion(version),
    description: description.replaceAll('_', ' '),
    checksum: 100,
    rawChecksum: 100,
    path: `/work/sql/${script}`,
    shownPath: `sql/${script}`,
    script,
    encoding: 'UTF-8',
    config: {
      executeInTransaction: null,
      placeholderReplacement: null,
      encoding: null,
      shouldExecute: true,
      shouldExecuteExpression: null,
    },
    ...more,
  };
}

/** A history row as migrate writes it for a file of that name, with checksum 100. */
export function row(installedRank: number, script: string, more: Partial<HistoryRow> = {}): HistoryRow {
  const { version, description, type } = file(script);
  return {
    installedRank,
    version,
    description,
    type,
    script,
    checksum: 100,
    installedBy: 'ada',
    installedOn: '2026-11-21 12:05:02.123456',
    installedOnUtc: '2026-11-21T12:05:02.123456Z',
    executionTimeMs: 7,
    success: true,
    ...more,
  };
}

/** The row of `repair` for a deleted migration, or with `script` that of our undo. */
export function tombstone(installedRank: number, script: string, more: Partial<HistoryRow> = {}): HistoryRow {
  return row(installedRank, script, { type: 'DELETE', executionTimeMs: 0, ...more });
}

/** The row of the baseline command. */
export function baselineRow(installedRank: number, version: string): HistoryRow {
  const description = '<< Flyway Baseline >>';
  return row(installedRank, 'V1__x.sql', {
    version: parseVersion(version),
    description,
    type: 'BASELINE',
    script: description,
    checksum: null,
  });
}

/** The row that records the schemas which Flyway made. */
export function schemaRow(installedRank: number): HistoryRow {
  return row(installedRank, 'V1__x.sql', {
    version: null,
    description: '<< Flyway Schema Creation >>',
    type: 'SCHEMA',
    script: '"one"',
    checksum: null,
  });
}

/** computeStates with defaults; files are split by kind. */
export function states(files: readonly Migration[], rows: readonly HistoryRow[], more: Partial<StateInput> = {}): MigrationEntries {
  return computeStates({
    migrations: files.filter((one) => one.kind !== 'undo'),
    undo: files.filter((one) => one.kind === 'undo'),
    rows,
    target: { kind: 'latest' },
    outOfOrder: false,
    cherryPick: [],
    undoSqlMigrationPrefix: 'U',
    ...more,
  });
}

/** `version or description: state` of each entry, in order. */
export function shown({ entries }: MigrationEntries): string[] {
  return entries.map((entry): `${string}: ${MigrationState}` => `${entry.version?.text ?? entry.description}: ${entry.state}`);
}
