import { describe, expect, it } from 'vitest';
import type { IgnorePattern } from '../../src/config/config.ts';
import {
  abbreviateDescription,
  isFutureIgnored,
  isIgnored,
  isPendingIgnored,
  joinProblems,
  validateEntries,
} from '../../src/history/validate.ts';
import type { HistoryRow } from '../../src/model/history.ts';
import type { Migration } from '../../src/model/migration.ts';
import { baselineRow, file, row, states, tombstone } from './samples.ts';

const pattern = (text: string): IgnorePattern => {
  const [type, state] = text.split(':');
  return { type, state } as IgnorePattern;
};
const FUTURE = [pattern('*:future')];

function validate(
  files: readonly Migration[],
  rows: readonly HistoryRow[],
  patterns = FUTURE,
  cherryPick: readonly string[] = [],
): string[][] {
  return validateEntries(states(files, rows, { cherryPick }), { ignorePatterns: patterns, cherryPick }).map(({ code, message }) => [
    code,
    message,
  ]);
}

const [V1, V2, V3] = [file('V1__a.sql'), file('V2__b.sql'), file('V3__c.sql')] as const;

describe('validateEntries', () => {
  it('finds nothing in a history that fits', () => {
    expect(validate([V1, file('R__x.sql')], [row(1, 'V1__a.sql'), row(2, 'R__x.sql')])).toEqual([]);
  });

  it('finds pending migrations', () => {
    expect(validate([V1, file('R__x.sql')], [])).toEqual([
      [
        'RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED',
        "Detected resolved migration not applied to database: 1.\nTo fix this error, either run migrate, or set -ignoreMigrationPatterns='*:pending'.",
      ],
      [
        'RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED',
        "Detected resolved repeatable migration not applied to database: x.\nTo fix this error, either run migrate, or set -ignoreMigrationPatterns='*:pending'.",
      ],
    ]);
    expect(validate([V1, file('R__x.sql')], [], [pattern('*:pending')])).toEqual([]);
    expect(validate([V1, file('R__x.sql')], [], [pattern('versioned:pending')]).map(([code]) => code)).toEqual([
      'RESOLVED_REPEATABLE_MIGRATION_NOT_APPLIED',
    ]);
  });

  it('finds late files', () => {
    expect(validate([V1, V2], [row(1, 'V2__b.sql')])).toEqual([
      [
        'RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED',
        "Detected resolved migration not applied to database: 1.\nTo ignore this migration, set -ignoreMigrationPatterns='*:ignored'. To allow executing this migration, set -outOfOrder=true.",
      ],
    ]);
    expect(validate([V1, V2], [row(1, 'V2__b.sql')], [pattern('*:ignored')])).toEqual([]);
    expect(validate([V1, V2], [row(1, 'V2__b.sql')], [pattern('repeatable:ignored')])).toHaveLength(1);
  });

  it('lets late baseline scripts and files that must not run be', () => {
    const held = file('V1__a.sql', { config: { ...V1.config, shouldExecute: false } });
    expect(validate([held, file('B1__b.sql'), V2], [row(1, 'V2__b.sql')])).toEqual([]);
  });

  it('finds applied migrations without file', () => {
    const tail = 'If you removed this migration intentionally, run repair to mark the migration as deleted.';
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), row(3, 'R__x.sql'), row(4, 'V3__c.sql')];
    expect(validate([V2], rows)).toEqual([
      ['APPLIED_VERSIONED_MIGRATION_NOT_RESOLVED', `Detected applied migration not resolved locally: 1.\n${tail}`],
      ['APPLIED_REPEATABLE_MIGRATION_NOT_RESOLVED', `Detected applied migration not resolved locally: x.\n${tail}`],
    ]);
    expect(validate([V2], rows, []).map(([, message]) => message?.slice(0, 52))).toContain(
      'Detected applied migration not resolved locally: 3.\n',
    );
    expect(validate([V2], rows, [pattern('*:missing'), pattern('*:future')])).toEqual([]);
    expect(validate([V2], rows, [pattern('versioned:missing'), pattern('*:future')])).toHaveLength(1);
    expect(validate([V2], rows, [pattern('*:missing')]).map(([, message]) => message)).toEqual([
      `Detected applied migration not resolved locally: 3.\n${tail}`,
    ]);
  });

  it('finds failed migrations', () => {
    const tail = 'Please remove any half-completed changes then run repair to fix the schema history.';
    expect(
      validate(
        [V2, file('R__x.sql')],
        [row(1, 'V2__b.sql', { success: false }), row(2, 'R__x.sql', { success: false })],
        [pattern('*:pending')],
      ),
    ).toEqual([
      ['FAILED_VERSIONED_MIGRATION', `Detected failed migration to version 2 (b).\n${tail}`],
      ['FAILED_REPEATABLE_MIGRATION', `Detected failed repeatable migration: x.\n${tail}`],
    ]);
  });

  it('excuses failed future rows with *:future, but not failed missing ones with *:missing', () => {
    const rows = [row(1, 'V1__a.sql', { success: false }), row(2, 'V3__c.sql', { success: false })];
    expect(validate([V2], rows, [pattern('*:future'), pattern('*:missing'), pattern('*:pending'), pattern('*:ignored')])).toEqual([
      ['FAILED_VERSIONED_MIGRATION', expect.stringContaining('to version 1 (a)')],
    ]);
    expect(validate([V2], rows, [pattern('*:*')])).toEqual([]);
  });

  it('finds outdated repeatable migrations, and nothing in superseded runs', () => {
    const changed = file('R__x.sql', { checksum: 9, rawChecksum: 9 });
    expect(validate([changed], [row(1, 'R__x.sql')]).map(([, message]) => message)).toEqual([
      'Detected outdated resolved repeatable migration that should be re-applied to database: x.\nRun migrate to execute this migration.',
      "Detected resolved repeatable migration not applied to database: x.\nTo fix this error, either run migrate, or set -ignoreMigrationPatterns='*:pending'.",
    ]);
    expect(validate([changed], [row(1, 'R__x.sql')], [pattern('*:pending')])).toEqual([]);
    expect(validate([changed], [row(1, 'R__x.sql'), row(2, 'R__x.sql', { checksum: 9 })])).toEqual([]);
  });

  it('compares checksum before description', () => {
    const changed = file('V1__other.sql', { checksum: -969559740 });
    expect(validate([changed], [row(1, 'V1__a.sql', { checksum: -690524359 })])).toEqual([
      [
        'CHECKSUM_MISMATCH',
        'Migration checksum mismatch for migration version 1\n-> Applied to database : -690524359\n-> Resolved locally    : -969559740\nEither revert the changes to the migration, or run repair to update the schema history.',
      ],
    ]);
    expect(validate([file('V1__other.sql')], [row(1, 'V1__a.sql')])).toEqual([
      [
        'DESCRIPTION_MISMATCH',
        'Migration description mismatch for migration version 1\n-> Applied to database : a\n-> Resolved locally    : other\nEither revert the changes to the migration, or run repair to update the schema history.',
      ],
    ]);
  });

  it('takes a missing checksum for equal, and compares descriptions as they are stored', () => {
    const long = 'x'.repeat(250);
    expect(validate([file('V1__a.sql', { checksum: 1 })], [row(1, 'V1__a.sql', { checksum: null })])).toEqual([]);
    expect(validate([file(`V1__${long}.sql`)], [row(1, 'V1__a.sql', { description: abbreviateDescription(long) })])).toEqual([]);
    expect(validate([file('V1__.sql')], [row(1, 'V1__a.sql', { description: '<< no description >>' })])).toEqual([]);
    expect(validate([V1], [row(1, 'V1__a.sql', { description: '<< no description >>' })])).toHaveLength(1);
  });

  it('compares nothing at or below the baseline', () => {
    const rows = [
      row(1, 'V1__other.sql', { checksum: 1 }),
      row(2, 'V2__other.sql', { checksum: 1 }),
      baselineRow(3, '2'),
      row(4, 'V3__c.sql', { checksum: 1 }),
    ];
    expect(validate([V1, V2, V3], rows).map(([code]) => code)).toEqual(['CHECKSUM_MISMATCH']);
  });

  it('finds repeatable migrations of another type, and those whose raw text was recorded', () => {
    expect(validate([file('R__x.sql')], [row(1, 'R__x.sql', { type: 'JDBC' })])).toEqual([
      [
        'TYPE_MISMATCH',
        expect.stringMatching(
          /^Migration type mismatch for migration R__x\.sql\n-> Applied to database : JDBC\n-> Resolved locally {4}: SQL\n/,
        ),
      ],
    ]);
    const replaced = file('R__x.sql', { checksum: 5, rawChecksum: 100 });
    expect(validate([replaced], [row(1, 'R__x.sql')], [pattern('*:pending')]).map(([code]) => code)).toEqual(['CHECKSUM_MISMATCH']);
    expect(validate([replaced], [row(1, 'R__x.sql')])).toEqual([]);
  });

  it('passes what is deleted, undone or above the target', () => {
    const rows = [row(1, 'V1__other.sql'), tombstone(2, 'V1__other.sql'), row(3, 'V2__other.sql'), tombstone(4, 'U2__b.sql')];
    expect(validate([file('U2__b.sql')], rows)).toEqual([]);
    const entries = states([V1, V2], [row(1, 'V1__a.sql')], { target: { kind: 'current' } });
    expect(validateEntries(entries, { ignorePatterns: FUTURE, cherryPick: [] })).toEqual([]);
  });

  it('compares no file with a tombstone', () => {
    const back = file('R__x.sql', { checksum: 9, rawChecksum: 9 });
    expect(validate([back], [row(1, 'R__x.sql'), tombstone(2, 'R__x.sql')], [pattern('*:pending')])).toEqual([]);
  });

  it('looks only at what is picked', () => {
    expect(validate([V1, V2], [row(1, 'V2__other.sql')], FUTURE, ['1']).map(([code]) => code)).toEqual([
      'RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED',
    ]);
  });
});

describe('messages and patterns', () => {
  it('are joined line by line', () => {
    const problems = validateEntries(states([V1, V2], []), { ignorePatterns: [], cherryPick: [] });
    expect(joinProblems(problems).split('\n')).toHaveLength(4);
  });

  it('match kind and state', () => {
    expect(isIgnored([pattern('versioned:missing')], true, 'Missing')).toBe(true);
    expect(isIgnored([pattern('versioned:missing')], false, 'Missing')).toBe(false);
    expect(isIgnored([pattern('*:missing')], true, 'Failed (Missing)')).toBe(false);
    expect(isPendingIgnored([pattern('versioned:pending'), pattern('repeatable:pending')])).toBe(true);
    expect(isPendingIgnored([pattern('versioned:pending')])).toBe(false);
    expect(isFutureIgnored([pattern('*:*')])).toBe(true);
  });

  it('shorten descriptions to 200 units', () => {
    expect(abbreviateDescription('y'.repeat(200))).toBe('y'.repeat(200));
    expect(abbreviateDescription('y'.repeat(201))).toBe(`${'y'.repeat(197)}...`);
  });
});
