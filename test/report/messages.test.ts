import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../src/model/version.ts';
import { duration } from '../../src/report/formats/text/duration.ts';
import * as messages from '../../src/report/formats/text/messages.ts';
import { file, row, schemaRow, states } from '../history/samples.ts';

const TABLE = { schema: 'public', table: 'flyway_schema_history' };
const T = '"public"."flyway_schema_history"';
const running = (version: string | null, description: string, more = {}) => ({
  version: version === null ? null : parseVersion(version),
  description,
  isOutOfOrder: false,
  isTransactional: true,
  ...more,
});

describe('duration', () => {
  it('is minutes, seconds and milliseconds', () => {
    expect([0, 7.9, 1234, 61_005, 6_000_000, -1].map(duration)).toEqual([
      '00:00.000s',
      '00:00.007s',
      '00:01.234s',
      '01:01.005s',
      '100:00.000s',
      '00:00.000s',
    ]);
  });
});

describe('lines of every command', () => {
  it('name database, table and notices', () => {
    expect(messages.databaseLine('jdbc:postgresql://h/d', '15.18')).toBe('Database: jdbc:postgresql://h/d (PostgreSQL 15.18)');
    expect(messages.noHistoryTable(TABLE)).toBe(`Schema history table ${T} does not exist yet`);
    expect(messages.shownTable({ schema: 'S One', table: 'zed"q' })).toBe('"S One"."zed""q"');
    expect(messages.serverNotice('a notice', '00000')).toEqual({ level: 'info', text: 'DB: a notice' });
    expect(messages.serverNotice('a warning', '01000')).toEqual({
      level: 'warn',
      text: 'DB: a warning (SQL State: 01000 - Error Code: 0)',
    });
    expect(messages.callbackLine('beforeMigrate', '', true)).toBe('Executing SQL callback: beforeMigrate - ');
    expect(messages.callbackLine('beforeMigrate', 'b second', false)).toBe(
      'Executing SQL callback: beforeMigrate - b second [non-transactional]',
    );
  });

  it('tell what is created', () => {
    expect(messages.creatingSchema('one')).toBe('Creating schema "one" ...');
    expect(messages.creatingTable(TABLE, false)).toBe(`Creating Schema History table ${T} ...`);
    expect(messages.creatingTable(TABLE, true)).toBe(`Creating Schema History table ${T} with baseline ...`);
    expect(messages.schemasNotCreated('migrate').split('\n').slice(0, 3)).toEqual([
      "The configuration option 'createSchemas' is false.",
      'However, the schema history table still needs a schema to reside in.',
      'You must manually create a schema for the schema history table to reside in.',
    ]);
    expect(messages.schemasNotCreated('baseline').split('\n')[1]).toBe(
      'Even though Flyway is configured not to create any schemas, the schema history table still needs a schema to reside in.',
    );
    expect(messages.nonEmptySchemas(['public', 'b'])).toBe(
      'Found non-empty schema(s) "public","b" but no schema history table. Use baseline() or set baselineOnMigrate to true to initialize the schema history table.',
    );
    expect(messages.baselineNotNeeded()).toMatch(
      /^All configured schemas are empty; a baseline marker will not be added .* See https:\S+ for more info$/,
    );
  });
});

describe('lines of migrate', () => {
  const applied = states([file('V2__b.sql')], [row(1, 'V2__b.sql')]).current();
  const unversioned = states([], [schemaRow(0)]).current();

  it('name the current version', () => {
    expect(messages.currentVersion('public', null)).toBe('Current version of schema "public": << Empty Schema >>');
    expect(messages.currentVersion('public', applied)).toBe('Current version of schema "public": 2');
    expect(messages.currentVersion('one', unversioned)).toBe('Current version of schema "one": null');
    expect(messages.outOfOrderActive('public')).toBe('outOfOrder mode is active. Migration of schema "public" may not be reproducible.');
  });

  it('warn of the future', () => {
    const entries = states([file('V1__a.sql'), file('V2__b.sql'), file('R__x.sql')], [row(1, 'V5__e.sql')]);
    expect(messages.futureLine('public', entries.current(), entries.resolved())).toEqual({
      level: 'warn',
      text: 'Schema "public" has a version (5) that is newer than the latest available migration (2) !',
    });
    expect(messages.futureLine('public', entries.current(), [])).toEqual({
      level: 'error',
      text: 'Schema "public" has version 5, but no migration could be resolved in the configured locations !',
    });
    expect(messages.futureLine('public', entries.current(), states([file('R__x.sql')], []).entries)).toBeNull();
    expect(messages.failedFuture('public', running('2', 'b'))).toBe('Schema "public" contains a failed future migration to version 2 !');
  });

  it('stop at failed migrations', () => {
    expect(messages.containsFailed('public', running('2', 'b'))).toBe('Schema "public" contains a failed migration to version 2 !');
    expect(messages.containsFailed('public', running(null, 'a view'))).toBe(
      'Schema "public" contains a failed repeatable migration ("a view") !',
    );
    const future = states([], [row(1, 'V1__a.sql', { success: false })]).failed();
    expect(messages.blockingFailures(future, true)).toEqual([]);
    expect(messages.blockingFailures(future, false)).toEqual(future);
    const two = states([], [row(1, 'V1__a.sql', { success: false }), row(2, 'V2__b.sql', { success: false })]).failed();
    expect(messages.blockingFailures(two, true)).toEqual(two);
  });

  it('name what runs', () => {
    expect(messages.migrating('public', running('1', 'first'))).toBe('Migrating schema "public" to version "1 - first"');
    expect(messages.migrating('public', running('3', ''))).toBe('Migrating schema "public" to version "3"');
    expect(messages.migrating('public', running('0.5', 'z', { isOutOfOrder: true, isTransactional: false }))).toBe(
      'Migrating schema "public" to version "0.5 - z" [out of order] [non-transactional]',
    );
    expect(messages.migrating('public', running(null, 'customer totals'))).toBe(
      'Migrating schema "public" with repeatable migration "customer totals"',
    );
    expect(messages.migrating('public', running(null, 'x', { isTransactional: false }))).toBe(
      'Migrating schema "public" with repeatable migration "x" [non-transactional]',
    );
  });

  it('tell what failed', () => {
    expect(messages.migrationFailed('public', running('2', 'bad'), true)).toBe(
      'Migration of schema "public" to version "2 - bad" failed! Changes successfully rolled back.',
    );
    expect(messages.migrationFailed('public', running('2', 'idx', { isTransactional: false }), false)).toBe(
      'Migration of schema "public" to version "2 - idx" [non-transactional] failed! Please restore backups and roll back database and code!',
    );
    expect(messages.mixedStatements(2, 'create index concurrently mix_id on mix (id)', false)).toBe(
      'Detected both transactional and non-transactional statements within the same migration (even though mixed is false). Offending statement found at line 2: create index concurrently mix_id on mix (id) [non-transactional]',
    );
    expect(messages.mixedGroup(running('3', 'c', { isTransactional: false }))).toBe(
      'Detected both transactional and non-transactional migrations within the same migration group (even though mixed is false). First offending migration: "3 c" [non-transactional]',
    );
    expect(messages.mixedGroup(running(null, ''))).toMatch(/First offending migration: ""$/);
  });

  it('sum up', () => {
    expect(messages.migrated('public', 0, null, 0)).toBe('Schema "public" is up to date. No migration necessary.');
    expect(messages.migrated('public', 1, null, 5)).toBe('Successfully applied 1 migration to schema "public" (execution time 00:00.005s)');
    expect(messages.migrated('public', 3, '2', 61_005)).toBe(
      'Successfully applied 3 migrations to schema "public", now at version v2 (execution time 01:01.005s)',
    );
  });

  it('belong to info as well', () => {
    expect(messages.schemaVersion(applied)).toBe('Schema version: 2');
    expect(messages.schemaVersion(unversioned)).toBe('Schema version: << Empty Schema >>');
    expect(messages.schemaVersion(null)).toBe('Schema version: << Empty Schema >>');
  });
});

describe('lines of the other commands', () => {
  it('validate', () => {
    expect(messages.validated(1, 10)).toBe('Successfully validated 1 migration (execution time 00:00.010s)');
    expect(messages.validated(0, 10)).toBe('Successfully validated 0 migrations (execution time 00:00.010s)');
    expect(messages.validateFailed(messages.VALIDATION_FAILED, 'a\nb')).toBe('Validate failed: Migrations have failed validation\na\nb');
    expect(messages.NO_MIGRATIONS_FOUND).toBe('No migrations found. Are your locations set up correctly?');
    expect(messages.schemaMissing('a')).toBe('Schema "a" doesn\'t exist yet');
  });

  it('repair', () => {
    expect(messages.nothingToRemove(TABLE, true)).toBe(
      `Repair of failed migration in Schema History table ${T} not necessary. No failed migration detected.`,
    );
    expect(messages.nothingToRemove(TABLE, false)).toBe(
      `Repair of failed migration in Schema History table ${T} not necessary as table doesn't exist.`,
    );
    expect(messages.markingDeleted(running('3', 'c'))).toBe('Repairing Schema History table for version "3" (Marking as DELETED)  ...');
    expect(messages.markingDeleted(running(null, 'rep'))).toBe(
      'Repairing Schema History table for description "rep" (Marking as DELETED)  ...',
    );
    expect(messages.aligning({ version: parseVersion('1'), description: 'v1', type: 'SQL', checksum: -969559740 })).toBe(
      'Repairing Schema History table for version 1 (Description: v1, Type: SQL, Checksum: -969559740)  ...',
    );
    expect(messages.aligning({ version: null, description: 'r', type: 'SQL', checksum: 1 })).toContain('for version null (');
    expect(messages.repaired(TABLE, 3)).toBe(`Successfully repaired schema history table ${T} (execution time 00:00.003s).`);
    expect(messages.CLEAN_UP_DELETED).toMatch(/^Please ensure the previous contents of the deleted migrations are removed/);
  });

  it('baseline', () => {
    const found = { version: '2.3', description: 'Taken over from 2019' };
    expect(messages.baselined('1')).toBe('Successfully baselined schema with version: 1');
    expect(messages.alreadyBaselined(TABLE, found)).toBe(
      `Schema history table ${T} already initialized with (2.3,Taken over from 2019). Skipping.`,
    );
    expect(messages.baselineRefused(TABLE, { kind: 'other-baseline', wanted: { version: '2.3', description: 'Other' }, found })).toBe(
      `Unable to baseline schema history table ${T} with (2.3,Other) as it has already been baselined with (2.3,Taken over from 2019)`,
    );
    expect(messages.baselineRefused(TABLE, { kind: 'migrations' })).toBe(
      `Unable to baseline schema history table ${T} as it already contains migrations`,
    );
    expect(messages.baselineRefused(TABLE, { kind: 'schema-version' })).toBe(
      `Unable to baseline schema history table ${T} with version 0 as this version was used for schema creation`,
    );
    expect(messages.baselineRefused(TABLE, { kind: 'empty-table' })).toBe(
      `Unable to baseline schema history table ${T} as it already exists, and is empty.\nDelete the schema history table, and run baseline again.`,
    );
    expect(messages.baselineRefused(TABLE, { kind: 'schema-marker' })).toBe(
      `Unable to baseline schema history table ${T} as it already contains migrations.\nDelete the schema history table, and run baseline again.`,
    );
  });

  it('clean', () => {
    expect(messages.CLEAN_DISABLED).toBe("Unable to execute clean as it has been disabled with the 'flyway.cleanDisabled' property.");
    expect(messages.droppedDatabaseObjects('pre', 1)).toBe(
      'Successfully dropped pre-schema database level objects (execution time 00:00.001s)',
    );
    expect(messages.unknownSchema('made')).toBe('Unable to clean unknown schema: "made"');
    expect(messages.cleaned('made', 1)).toBe('Successfully cleaned schema "made" (execution time 00:00.001s)');
    expect(messages.dropped('made', 1)).toBe('Successfully dropped schema "made" (execution time 00:00.001s)');
    expect(messages.notDropped('made')).toBe('Unable to drop schema "made". It was cleaned instead.');
  });

  it('undo', () => {
    expect(messages.undoing('public', running('3', 'desc'), true)).toBe('Undoing migration of schema "public" to version 3 - desc');
    expect(messages.undoing('public', running('3', ''), false)).toBe(
      'Undoing migration of schema "public" to version 3 [non-transactional]',
    );
    expect(messages.undoFailed('public', running('3', 'desc'), true)).toBe(
      'Undo of migration of schema "public" to version 3 - desc failed! Changes successfully rolled back.',
    );
    expect(messages.undoFailed('public', running('3', 'desc'), false)).toMatch(/failed! Please restore backups/);
    expect(messages.undoScriptMissing(parseVersion('3'))).toBe(
      'Unable to undo migration to version 3 as no corresponding undo migration has been found.',
    );
    expect(messages.undone('public', 0, null, 0)).toBe('Schema "public" has no migrations to undo.');
    expect(messages.undone('public', 1, '2', 5)).toBe(
      'Successfully undid 1 migration to schema "public", now at version v2 (execution time 00:00.005s)',
    );
    expect(messages.undone('public', 2, null, 5)).toBe('Successfully undid 2 migrations to schema "public" (execution time 00:00.005s)');
  });
});
