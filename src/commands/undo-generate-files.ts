import { basename, dirname, join, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { ConfigError } from '../model/errors.ts';
import type { Migration } from '../model/migration.ts';
import { parseVersion } from '../model/version.ts';
import { flywayChecksum } from '../sources/checksum.ts';
import { keepText } from '../sources/read-script.ts';
import type { RoundTripItem } from '../verify/round-trip.ts';

const USAGE = 2;

/** The U file of a migration that is not written yet, with its text in memory: it can be run as if it were there. */
export function undoMigration(migration: Migration, sql: string, config: Config): Migration {
  const name = basename(migration.path).replace(config.sqlMigrationPrefix, config.undoSqlMigrationPrefix);
  const bytes = Buffer.from(sql, 'utf8');
  const checksum = flywayChecksum(bytes);
  const undo: Migration = {
    ...migration,
    path: join(dirname(migration.path), name),
    shownPath: join(dirname(migration.shownPath), name),
    script: migration.script.slice(0, -basename(migration.script).length) + name,
    encoding: 'UTF-8',
    kind: 'undo',
    type: 'UNDO_SQL',
    config: { ...migration.config, executeInTransaction: null, placeholderReplacement: null, encoding: null },
    checksum,
    rawChecksum: checksum,
  };
  keepText(undo, bytes);
  return undo;
}

/** Which migrations get an undo: those named by version or file, else every versioned one without. */
export function wantsUndo(operands: readonly string[], items: readonly RoundTripItem[], config: Config): ReadonlySet<Migration> {
  const versioned = items.filter(({ migration }) => migration.kind === 'versioned');
  if (operands.length === 0) return new Set(versioned.flatMap(({ migration, undo }) => (undo === null ? [migration] : [])));
  return new Set(operands.map((operand) => named(operand, versioned, config)));
}

function named(operand: string, items: readonly RoundTripItem[], config: Config): Migration {
  const path = resolve(config.workingDirectory, operand);
  const key = /^[\d._]+$/u.test(operand) ? parseVersion(operand).key : null;
  const found = items.find(({ migration }) => migration.path === path || (key !== null && migration.version?.key === key));
  if (found !== undefined) return found.migration;
  throw new ConfigError('CONFIG_INVALID', `There is no versioned migration ${operand}.`, {
    exitCode: USAGE,
    hint: 'Name a migration by its version (3.1) or its file (sql/V3.1__orders.sql).',
  });
}
