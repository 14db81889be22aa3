import type { LogLine } from '../../../model/log.ts';
import type { MigrationEntry } from '../../../model/migration-entry.ts';
import type { Version } from '../../../model/version.ts';
import { duration } from './duration.ts';

/** Flyway's word for "no version yet". */
export const EMPTY_SCHEMA = '<< Empty Schema >>';

const HELP = 'https://help.red-gate.com/help/flyway-cli12/help_4.aspx?topic=';

/** The history table's schema and name, unquoted. */
export interface TableName {
  readonly schema: string;
  readonly table: string;
}

/** A migration as the lines about it name it. */
export interface NamedMigration {
  readonly version: Version | null;
  readonly description: string;
}

/** A migration that runs, with what its line adds in brackets. */
export interface RunningMigration extends NamedMigration {
  readonly isOutOfOrder: boolean;
  readonly isTransactional: boolean;
}

/** Quotes a name as Flyway shows schemas: always, with doubled quotes inside. */
export function shownSchema(schema: string): string {
  return `"${schema.replaceAll('"', '""')}"`;
}

/** `"public"."flyway_schema_history"`. */
export function shownTable({ schema, table }: TableName): string {
  return `${shownSchema(schema)}.${shownSchema(table)}`;
}

function took(ms: number): string {
  return `(execution time ${duration(ms)})`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

// --- all commands

/** `Database: jdbc:postgresql://... (PostgreSQL 15.18)`. */
export function databaseLine(shownUrl: string, serverVersion: string): string {
  return `Database: ${shownUrl} (PostgreSQL ${serverVersion})`;
}

/** Printed once by each command that reads a history table which is not there. */
export function noHistoryTable(table: TableName): string {
  return `Schema history table ${shownTable(table)} does not exist yet`;
}

/** One message of the server while a script runs: `DB: ...`, a warning unless its SQLSTATE is 00000. */
export function serverNotice(message: string, sqlState: string): LogLine {
  if (sqlState === '00000') return { level: 'info', text: `DB: ${message}` };
  return { level: 'warn', text: `DB: ${message} (SQL State: ${sqlState} - Error Code: 0)` };
}

/** `Executing SQL callback: beforeMigrate - b second [non-transactional]`; the dash stays without description. */
export function callbackLine(event: string, description: string, isTransactional: boolean): string {
  return `Executing SQL callback: ${event} - ${description}${isTransactional ? '' : ' [non-transactional]'}`;
}

// --- schemas and history table

/** Before a missing schema is made. */
export function creatingSchema(schema: string): string {
  return `Creating schema ${shownSchema(schema)} ...`;
}

/** Before the history table is made, with or without the baseline row. */
export function creatingTable(table: TableName, hasBaseline: boolean): string {
  return `Creating Schema History table ${shownTable(table)}${hasBaseline ? ' with baseline' : ''} ...`;
}

/** Warning where createSchemas is off and the schema of the history is missing. */
export function schemasNotCreated(command: 'migrate' | 'baseline'): string {
  const second =
    command === 'migrate'
      ? 'However, the schema history table still needs a schema to reside in.'
      : 'Even though Flyway is configured not to create any schemas, the schema history table still needs a schema to reside in.';
  return [
    "The configuration option 'createSchemas' is false.",
    second,
    'You must manually create a schema for the schema history table to reside in.',
    `See ${HELP}flyway-concepts/migrations`,
  ].join('\n');
}

/** Error of migrate on a database with objects but without history (NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE). */
export function nonEmptySchemas(schemas: readonly string[]): string {
  const names = schemas.map(shownSchema).join(',');
  return `Found non-empty schema(s) ${names} but no schema history table. Use baseline() or set baselineOnMigrate to true to initialize the schema history table.`;
}

/** Why baselineOnMigrate makes no baseline row on empty schemas. */
export function baselineNotNeeded(): string {
  return (
    "All configured schemas are empty; a baseline marker will not be added to Flyway's schema history table. " +
    'A baseline or migration script with a lower version than the baseline version may execute if available. ' +
    `Check the Schemas parameter if this is not intended. See ${HELP}baseline-on-migrate for more info`
  );
}

// --- migrate

/** `Current version of schema "public": 2`; `null` where only rows without version exist. */
export function currentVersion(schema: string, current: MigrationEntry | null): string {
  const version = current === null ? EMPTY_SCHEMA : (current.version?.text ?? 'null');
  return `Current version of schema ${shownSchema(schema)}: ${version}`;
}

/** Warning, also in the JSON's `warnings`, when outOfOrder is on. */
export function outOfOrderActive(schema: string): string {
  return `outOfOrder mode is active. Migration of schema ${shownSchema(schema)} may not be reproducible.`;
}

/** What migrate says when rows are newer than all files; `resolved` are the entries with a file in table order. */
export function futureLine(schema: string, current: MigrationEntry | null, resolved: readonly MigrationEntry[]): LogLine | null {
  const version = current === null ? EMPTY_SCHEMA : (current.version?.text ?? 'null');
  if (resolved.length === 0) {
    return {
      level: 'error',
      text: `Schema ${shownSchema(schema)} has version ${version}, but no migration could be resolved in the configured locations !`,
    };
  }
  const latest = resolved.findLast((entry) => entry.version !== null)?.version;
  if (latest === undefined || latest === null) return null;
  const text = `Schema ${shownSchema(schema)} has a version (${version}) that is newer than the latest available migration (${latest.text}) !`;
  return { level: 'warn', text };
}

/** Warning about the one failed row that migrate tolerates: newer than all files, and `*:future` ignored. */
export function failedFuture(schema: string, entry: NamedMigration): string {
  return `Schema ${shownSchema(schema)} contains a failed future migration to version ${entry.version?.text ?? 'null'} !`;
}

/** Error of migrate when the history holds a failed migration. */
export function containsFailed(schema: string, { version, description }: NamedMigration): string {
  if (version === null) return `Schema ${shownSchema(schema)} contains a failed repeatable migration ("${description}") !`;
  return `Schema ${shownSchema(schema)} contains a failed migration to version ${version.text} !`;
}

function migrationText(schema: string, migration: RunningMigration): string {
  const { version, description, isOutOfOrder, isTransactional } = migration;
  const mode = isTransactional ? '' : ' [non-transactional]';
  if (version === null) return `schema ${shownSchema(schema)} with repeatable migration "${description}"${mode}`;
  const name = description === '' ? version.text : `${version.text} - ${description}`;
  return `schema ${shownSchema(schema)} to version "${name}"${isOutOfOrder ? ' [out of order]' : ''}${mode}`;
}

/** `Migrating schema "public" to version "1 - first" [out of order] [non-transactional]`. */
export function migrating(schema: string, migration: RunningMigration): string {
  return `Migrating ${migrationText(schema, migration)}`;
}

/** First error line when a migration fails. */
export function migrationFailed(schema: string, migration: RunningMigration, isRolledBack: boolean): string {
  const end = isRolledBack ? 'Changes successfully rolled back.' : 'Please restore backups and roll back database and code!';
  return `Migration of ${migrationText(schema, migration)} failed! ${end}`;
}

/** Error for transactional and other statements in one script while mixed is off; `sql` is the statement as in the file. */
export function mixedStatements(line: number, sql: string, isTransactional: boolean): string {
  const head = 'Detected both transactional and non-transactional statements within the same migration (even though mixed is false).';
  return `${head} Offending statement found at line ${line}: ${sql}${isTransactional ? '' : ' [non-transactional]'}`;
}

/** Error for scripts of both kinds in one group while mixed is off. */
export function mixedGroup({ version, description, isTransactional }: RunningMigration): string {
  const head = 'Detected both transactional and non-transactional migrations within the same migration group (even though mixed is false).';
  const name = `${version?.text ?? ''}${description === '' ? '' : ` ${description}`}`;
  return `${head} First offending migration: "${name}"${isTransactional ? '' : ' [non-transactional]'}`;
}

/** Last line of migrate; `version` is that of the last versioned migration of this run, `ms` the sum of all. */
export function migrated(schema: string, count: number, version: string | null, ms: number): string {
  if (count === 0) return `Schema ${shownSchema(schema)} is up to date. No migration necessary.`;
  const target = version === null ? '' : `, now at version v${version}`;
  return `Successfully applied ${plural(count, 'migration')} to schema ${shownSchema(schema)}${target} ${took(ms)}`;
}

// --- info

/** `Schema version: 2`; a schema with rows but without version counts as empty here. */
export function schemaVersion(current: MigrationEntry | null): string {
  return `Schema version: ${current?.version?.text ?? EMPTY_SCHEMA}`;
}

// --- validate

/** Warning of validate without any migration, also in the JSON. */
export const NO_MIGRATIONS_FOUND = 'No migrations found. Are your locations set up correctly?';

/** `errorDetails.errorMessage` of a validation that failed. */
export const VALIDATION_FAILED = 'Migrations have failed validation';

/** `Successfully validated 3 migrations (execution time ...)`. */
export function validated(count: number, ms: number): string {
  return `Successfully validated ${plural(count, 'migration')} ${took(ms)}`;
}

/** The error of validate, and of migrate that validated first; `messages` joined by newlines. */
export function validateFailed(message: string, messages: string): string {
  return `Validate failed: ${message}\n${messages}`;
}

/** SCHEMA_DOES_NOT_EXIST: there are files, but the schema is missing. */
export function schemaMissing(schema: string): string {
  return `Schema ${shownSchema(schema)} doesn't exist yet`;
}

// --- repair

/** When there are no failed rows, or no table at all. */
export function nothingToRemove(table: TableName, hasTable: boolean): string {
  const reason = hasTable ? 'not necessary. No failed migration detected.' : "not necessary as table doesn't exist.";
  return `Repair of failed migration in Schema History table ${shownTable(table)} ${reason}`;
}

/** Before a tombstone is written. */
export function markingDeleted({ version, description }: NamedMigration): string {
  const name = version === null ? `description "${description}"` : `version "${version.text}"`;
  return `Repairing Schema History table for ${name} (Marking as DELETED)  ...`;
}

/** Before a row is aligned with its file; Flyway says `version null` for repeatable ones. */
export function aligning(row: NamedMigration & { readonly type: string; readonly checksum: number }): string {
  const values = `(Description: ${row.description}, Type: ${row.type}, Checksum: ${row.checksum})`;
  return `Repairing Schema History table for version ${row.version?.text ?? 'null'} ${values}  ...`;
}

/** Last line of repair. */
export function repaired(table: TableName, ms: number): string {
  return `Successfully repaired schema history table ${shownTable(table)} ${took(ms)}.`;
}

/** Follows `repaired` where tombstones were written. */
export const CLEAN_UP_DELETED =
  'Please ensure the previous contents of the deleted migrations are removed from the database, or moved into an existing migration.';

// --- baseline

/** Version and description of a baseline. */
export interface BaselineName {
  readonly version: string;
  readonly description: string;
}

function shownBaseline({ version, description }: BaselineName): string {
  return `(${version},${description})`;
}

/** Last line of baseline. */
export function baselined(version: string): string {
  return `Successfully baselined schema with version: ${version}`;
}

/** The same baseline is there already. */
export function alreadyBaselined(table: TableName, baseline: BaselineName): string {
  return `Schema history table ${shownTable(table)} already initialized with ${shownBaseline(baseline)}. Skipping.`;
}

/** Why a history table cannot be baselined. */
export type BaselineObstacle =
  | { readonly kind: 'other-baseline'; readonly wanted: BaselineName; readonly found: BaselineName }
  | { readonly kind: 'schema-version' | 'migrations' | 'empty-table' | 'schema-marker' };

/** Error of baseline on a history table that holds something already. */
export function baselineRefused(table: TableName, obstacle: BaselineObstacle): string {
  const head = `Unable to baseline schema history table ${shownTable(table)}`;
  switch (obstacle.kind) {
    case 'other-baseline':
      return `${head} with ${shownBaseline(obstacle.wanted)} as it has already been baselined with ${shownBaseline(obstacle.found)}`;
    case 'schema-version':
      return `${head} with version 0 as this version was used for schema creation`;
    case 'migrations':
      return `${head} as it already contains migrations`;
    case 'empty-table':
      return `${head} as it already exists, and is empty.\nDelete the schema history table, and run baseline again.`;
    case 'schema-marker':
      return `${head} as it already contains migrations.\nDelete the schema history table, and run baseline again.`;
  }
}

// --- clean

/** Error of clean while cleanDisabled is true, as it is by default. */
export const CLEAN_DISABLED = "Unable to execute clean as it has been disabled with the 'flyway.cleanDisabled' property.";

/** Objects of the database that clean drops before and after the schemas. */
export function droppedDatabaseObjects(moment: 'pre' | 'post', ms: number): string {
  return `Successfully dropped ${moment}-schema database level objects ${took(ms)}`;
}

/** Warning of clean, also in the JSON. */
export function unknownSchema(schema: string): string {
  return `Unable to clean unknown schema: ${shownSchema(schema)}`;
}

/** After a schema was emptied. */
export function cleaned(schema: string, ms: number): string {
  return `Successfully cleaned schema ${shownSchema(schema)} ${took(ms)}`;
}

/** After a schema that Flyway had made was dropped. */
export function dropped(schema: string, ms: number): string {
  return `Successfully dropped schema ${shownSchema(schema)} ${took(ms)}`;
}

/** Warning where a schema could only be emptied. */
export function notDropped(schema: string): string {
  return `Unable to drop schema ${shownSchema(schema)}. It was cleaned instead.`;
}

// --- undo (texts of the Teams edition, 10.10)

function undoText({ version, description }: NamedMigration): string {
  return description === '' ? (version?.text ?? '') : `${version?.text ?? ''} - ${description}`;
}

/** Before an undo script runs. */
export function undoing(schema: string, migration: NamedMigration, isTransactional: boolean): string {
  return `Undoing migration of schema ${shownSchema(schema)} to version ${undoText(migration)}${isTransactional ? '' : ' [non-transactional]'}`;
}

/** First error line when an undo script fails. */
export function undoFailed(schema: string, migration: NamedMigration, isRolledBack: boolean): string {
  const end = isRolledBack ? 'Changes successfully rolled back.' : 'Please restore backups and roll back database and code!';
  return `Undo of migration of schema ${shownSchema(schema)} to version ${undoText(migration)} failed! ${end}`;
}

/** Where there is no undo script for an applied version. */
export function undoScriptMissing(version: Version): string {
  return `Unable to undo migration to version ${version.text} as no corresponding undo migration has been found.`;
}

/** Last line of undo; `version` is the schema's version afterwards, `null` when none is left. */
export function undone(schema: string, count: number, version: string | null, ms: number): string {
  if (count === 0) return `Schema ${shownSchema(schema)} has no migrations to undo.`;
  const target = version === null ? '' : `, now at version v${version}`;
  return `Successfully undid ${plural(count, 'migration')} to schema ${shownSchema(schema)}${target} ${took(ms)}`;
}

/** The failed entries that stop migrate: all but one row above all files while `*:future` is ignored. */
export function blockingFailures(failed: readonly MigrationEntry[], isFutureIgnored: boolean): readonly MigrationEntry[] {
  const isTolerated = isFutureIgnored && failed.length === 1 && failed[0]?.state === 'Failed (Future)';
  return isTolerated ? [] : failed;
}
