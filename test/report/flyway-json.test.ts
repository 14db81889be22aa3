import { describe, expect, it } from 'vitest';
import { baselineJson } from '../../src/report/formats/flyway-json/baseline.ts';
import { cleanJson } from '../../src/report/formats/flyway-json/clean.ts';
import { compositeJson, withReports } from '../../src/report/formats/flyway-json/composite.ts';
import {
  errorItem,
  errorJson,
  failedMigrationCode,
  faultItem,
  migrateErrorItem,
  sqlErrorItem,
} from '../../src/report/formats/flyway-json/error.ts';
import { infoJson } from '../../src/report/formats/flyway-json/info.ts';
import { printJson, type Json } from '../../src/report/formats/flyway-json/json.ts';
import { migrateJson } from '../../src/report/formats/flyway-json/migrate.ts';
import { repairJson } from '../../src/report/formats/flyway-json/repair.ts';
import { undoJson } from '../../src/report/formats/flyway-json/undo.ts';
import { validateJson } from '../../src/report/formats/flyway-json/validate.ts';
import { versionJson } from '../../src/report/formats/flyway-json/version.ts';
import { parseVersion } from '../../src/model/version.ts';
import { file, row, states, tombstone } from '../history/samples.ts';

const RESULT = { flywayVersion: '12.4.0', database: 'db' };
const TIMED = { ...RESULT, timestamp: '2026-11-21T12:07:53.687436855', schemas: [] };

function keys(value: Json): string[] {
  return value === null || typeof value !== 'object' ? [] : Object.keys(value);
}

describe('printJson', () => {
  it('prints as Jackson does', () => {
    const document = { empty: [], none: {}, list: [1, 'a', null], objects: [{ a: true }, { b: { c: 'x' } }], nested: [[1], []] };
    expect(printJson(document)).toBe(
      [
        '{',
        '  "empty" : [ ],',
        '  "none" : { },',
        '  "list" : [ 1, "a", null ],',
        '  "objects" : [ {',
        '    "a" : true',
        '  }, {',
        '    "b" : {',
        '      "c" : "x"',
        '    }',
        '  } ],',
        '  "nested" : [ [ 1 ], [ ] ]',
        '}',
      ].join('\n'),
    );
  });

  it('escapes as Jackson does', () => {
    expect(printJson('a"\\\n\t\u001fé/😀')).toBe('"a\\"\\\\\\n\\t\\u001Fé/😀"');
    expect(printJson('\\u00ff')).toBe('"\\\\u00ff"');
  });
});

describe('infoJson', () => {
  it('describes pending migrations', () => {
    const entries = states([file('V1_0__First_table.sql'), file('R__view.sql')], []);
    const document = infoJson({ ...TIMED, entries: entries.entries, current: entries.current(), allSchemasEmpty: true, toUtc: () => '' });
    const repeatable = {
      category: 'Repeatable',
      description: 'view',
      executionTime: 0,
      filepath: '/work/sql/R__view.sql',
      installedBy: '',
      installedOnUTC: '',
      rawVersion: '',
      shouldExecuteExpression: null,
      state: 'Pending',
      type: 'SQL',
      undoFilepath: '',
      undoable: '',
      version: '',
    };
    const versioned = {
      ...repeatable,
      category: 'Versioned',
      description: 'First table',
      filepath: '/work/sql/V1_0__First_table.sql',
      rawVersion: '1_0',
      undoable: 'No',
      version: '1.0',
    };
    expect(document).toEqual({
      allSchemasEmpty: true,
      database: 'db',
      exception: null,
      flywayVersion: '12.4.0',
      licenseFailed: false,
      migrations: [versioned, repeatable],
      operation: 'info',
      schemaName: '',
      schemaVersion: null,
      timestamp: '2026-11-21T12:07:53.687436855',
    });
    expect(keys(document)).toEqual(keys(document).toSorted());
    expect(keys(versioned)).toEqual(keys(versioned).toSorted());
  });

  it('describes applied, deleted, undone and undo rows', () => {
    const files = [file('V1__a.sql'), file('U1__a.sql'), file('V3__c.sql'), file('U3__c.sql')];
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), tombstone(3, 'V2__b.sql'), row(4, 'V3__c.sql'), row(5, 'U3__c.sql')];
    const entries = states(files, rows, { target: { kind: 'current' } });
    const document = infoJson({
      ...TIMED,
      schemas: ['one', 'two'],
      entries: entries.entries,
      current: entries.current(),
      allSchemasEmpty: false,
      toUtc: (wall) => `utc ${wall}`,
    });
    expect(document).toMatchObject({ schemaName: 'one, two', schemaVersion: '1' });
    expect(document.migrations).toMatchObject([
      {
        version: '1',
        state: 'Success',
        undoable: 'Yes',
        undoFilepath: '/work/sql/U1__a.sql',
        installedBy: 'ada',
        installedOnUTC: 'utc 2026-11-21 12:05:02.123456',
        executionTime: 7,
      },
      { version: '2', state: 'Deleted', undoable: 'No', undoFilepath: '', filepath: '' },
      { version: '3', state: 'Undone', undoable: '', undoFilepath: '' },
      { version: '3', state: 'Success', category: 'Undo', type: 'UNDO_SQL', undoable: '' },
      { version: '3', state: 'Above Target', undoable: 'Yes' },
    ]);
  });
});

describe('migrateJson', () => {
  const [first, view] = states([file('V1__ok.sql'), file('R__view.sql')], []).entries;
  if (first === undefined || view === undefined) throw new Error('two entries expected');

  it('describes a run that went well', () => {
    const document = migrateJson({
      ...TIMED,
      migrations: [
        { entry: first, executionTimeMs: 8.9 },
        { entry: view, executionTimeMs: 3 },
      ],
      migrationsExecuted: 2,
      initialSchemaVersion: null,
      warnings: ['w'],
      failure: null,
    });
    expect(document).toEqual({
      database: 'db',
      databaseType: 'PostgreSQL',
      exception: null,
      flywayVersion: '12.4.0',
      initialSchemaVersion: null,
      licenseFailed: false,
      migrations: [
        { category: 'Versioned', description: 'ok', executionTime: 8, filepath: '/work/sql/V1__ok.sql', type: 'SQL', version: '1' },
        { category: 'Repeatable', description: 'view', executionTime: 3, filepath: '/work/sql/R__view.sql', type: 'SQL', version: '' },
      ],
      migrationsExecuted: 2,
      operation: 'migrate',
      schemaName: '',
      success: true,
      targetSchemaVersion: '1',
      timestamp: '2026-11-21T12:07:53.687436855',
      totalMigrationTime: 11,
      warnings: ['w'],
    });
    expect(keys(document)).toEqual(keys(document).toSorted());
  });

  it('describes a run that failed, with what its rolled back group had done', () => {
    const error = migrateErrorItem({
      errorCode: failedMigrationCode('Versioned'),
      sqlState: '42P01',
      sqlErrorCode: 0,
      message: 'block',
      lineNumber: 4,
      path: '/work/sql/V2__fails.sql',
      causes: [
        { message: 'block', stackTrace: 's1' },
        { message: 'ERROR: relation "nope" does not exist', stackTrace: 's2' },
      ],
    });
    const document = migrateJson({
      ...TIMED,
      migrations: [{ entry: first, executionTimeMs: 8 }],
      migrationsExecuted: 0,
      initialSchemaVersion: '1',
      warnings: [],
      failure: { error, exception: 'block' },
    });
    expect(document).toMatchObject({
      success: false,
      targetSchemaVersion: null,
      exception: 'block',
      migrationsExecuted: 0,
      totalMigrationTime: 8,
    });
    expect(document.error).toEqual({
      errorCode: 'FAILED_VERSIONED_MIGRATION',
      sqlState: '42P01',
      sqlErrorCode: 0,
      message: 'block',
      lineNumber: 4,
      path: '/work/sql/V2__fails.sql',
      cause: {
        message: 'block',
        stackTrace: 's1',
        cause: { message: 'ERROR: relation "nope" does not exist', stackTrace: 's2', cause: null },
      },
    });
    expect(keys(document)).toEqual(keys(document).toSorted());
    expect(keys(error)).toEqual(['errorCode', 'sqlState', 'sqlErrorCode', 'message', 'lineNumber', 'path', 'cause']);
  });
});

describe('error documents', () => {
  it('hold code, message and causes', () => {
    expect(printJson(errorJson(errorItem({ errorCode: 'ERROR', message: 'no', causes: [] })))).toBe(
      '{\n  "error" : {\n    "errorCode" : "ERROR",\n    "message" : "no",\n    "cause" : null\n  }\n}',
    );
    expect(
      sqlErrorItem({
        errorCode: 'DB_CONNECTION',
        subErrorCode: 'CONNECTION_FAILURE',
        sqlState: '08001',
        sqlErrorCode: 0,
        message: 'no',
        causes: [],
      }),
    ).toEqual({
      errorCode: 'DB_CONNECTION',
      subErrorCode: 'CONNECTION_FAILURE',
      sqlState: '08001',
      sqlErrorCode: 0,
      message: 'no',
      cause: null,
    });
    expect(faultItem('bug', 'at x', [{ message: null, stackTrace: '' }])).toEqual({
      errorCode: 'FAULT',
      message: 'bug',
      stackTrace: 'at x',
      cause: { message: null, stackTrace: '', cause: null },
    });
  });

  it('name the kind of the failed migration', () => {
    expect(['Versioned', 'Repeatable', 'Baseline'].map((category) => failedMigrationCode(category as 'Versioned'))).toEqual([
      'FAILED_VERSIONED_MIGRATION',
      'FAILED_REPEATABLE_MIGRATION',
      'FAILED_BASELINE_MIGRATION',
    ]);
  });
});

describe('the other results', () => {
  it('validate', () => {
    const [entry] = states([file('V1__First_table.sql')], []).entries;
    if (entry === undefined) throw new Error('an entry expected');
    const message = 'Detected resolved migration not applied to database: 1.';
    const error = { code: 'VALIDATE_ERROR', message: 'Migrations have failed validation' };
    const failed = validateJson({
      ...RESULT,
      problems: [{ entry, code: 'RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED', message }],
      error,
      count: 4,
      warnings: [],
    });
    expect(failed).toEqual({
      allErrorMessages: message,
      database: 'db',
      errorDetails: { errorCode: 'VALIDATE_ERROR', errorMessage: 'Migrations have failed validation' },
      flywayVersion: '12.4.0',
      invalidMigrations: [
        {
          description: 'First table',
          errorDetails: { errorCode: 'RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED', errorMessage: message },
          filepath: '/work/sql/V1__First_table.sql',
          version: '1',
        },
      ],
      operation: 'validate',
      validateCount: 0,
      validationSuccessful: false,
      warnings: [],
    });
    expect(keys(failed)).toEqual(keys(failed).toSorted());
    expect(validateJson({ ...RESULT, problems: [], error: null, count: 4, warnings: ['w'] })).toMatchObject({
      allErrorMessages: '',
      errorDetails: null,
      validateCount: 4,
      validationSuccessful: true,
      warnings: ['w'],
    });
  });

  it('repair', () => {
    const [v1, v2, v3] = [parseVersion('1'), parseVersion('2'), parseVersion('3')];
    const document = repairJson({
      ...RESULT,
      aligned: [{ version: v1, description: 'v', filepath: '/work/sql/V1__v.sql' }],
      deleted: [{ version: v2, description: 'b', filepath: '' }],
      removed: [{ version: v3, description: 'c' }],
      warnings: [],
    });
    expect(document).toEqual({
      database: 'db',
      flywayVersion: '12.4.0',
      migrationsAligned: [{ description: 'v', filepath: '/work/sql/V1__v.sql', version: '1' }],
      migrationsDeleted: [{ description: 'b', filepath: '', version: '2' }],
      migrationsRemoved: [{ description: 'c', filepath: '', version: '3' }],
      operation: 'repair',
      repairActions: ['Removed failed migrations', 'Marked missing migrations as deleted', 'Aligned applied migration checksums'],
      warnings: [],
    });
    expect(keys(document)).toEqual(keys(document).toSorted());
    expect(repairJson({ ...RESULT, aligned: [], deleted: [], removed: [], warnings: [] }).repairActions).toEqual([]);
  });

  it('baseline and clean', () => {
    expect(baselineJson({ ...RESULT, baselineVersion: '1', warnings: [] })).toEqual({
      baselineVersion: '1',
      database: 'db',
      flywayVersion: '12.4.0',
      operation: 'baseline',
      successfullyBaselined: true,
      warnings: [],
    });
    expect(cleanJson({ ...RESULT, schemasCleaned: ['existing'], schemasDropped: ['S One', 'zed"q'], warnings: [] })).toEqual({
      database: 'db',
      flywayVersion: '12.4.0',
      operation: 'clean',
      schemasCleaned: ['existing'],
      schemasDropped: ['S One', 'zed"q'],
      warnings: [],
    });
  });

  it('undo', () => {
    const facts = {
      ...RESULT,
      schemas: ['public'],
      initialSchemaVersion: '3',
      targetSchemaVersion: '2',
      undone: [{ version: '3', description: 'c', filepath: '/work/sql/U3__c.sql', executionTimeMs: 4.2 }],
      warnings: [],
    };
    const document = undoJson({ ...facts, error: null });
    expect(document).toEqual({
      database: 'db',
      flywayVersion: '12.4.0',
      initialSchemaVersion: '3',
      migrationsUndone: 1,
      operation: 'undo',
      schemaName: 'public',
      targetSchemaVersion: '2',
      undoneMigrations: [{ description: 'c', executionTime: 4, filepath: '/work/sql/U3__c.sql', version: '3' }],
      warnings: [],
    });
    expect(keys(document)).toEqual(keys(document).toSorted());
    expect(undoJson({ ...facts, error: { errorCode: 'ERROR' } })).toMatchObject({ error: { errorCode: 'ERROR' } });
  });

  it('version, and several together', () => {
    expect(versionJson({ version: '1.0.0', edition: null, plugins: [{ name: 'PostgreSQL', version: '1', isLicensed: true }] })).toEqual({
      command: 'version',
      edition: null,
      pluginVersions: [{ isLicensed: true, name: 'PostgreSQL', version: '1' }],
      version: '1.0.0',
    });
    expect(compositeJson([{ operation: 'info' }, { operation: 'migrate' }])).toEqual({
      individualResults: [{ operation: 'info' }, { operation: 'migrate' }],
    });
    expect(keys(withReports({ a: 1 }, { json: '/r.json', html: '/r.html' }))).toEqual(['a', 'jsonReport', 'htmlReport']);
  });
});
