import { describe, expect, it } from 'vitest';
import { HistoryError } from '../../src/model/errors.ts';
import type { MigrationType } from '../../src/model/migration.ts';
import { parseVersion } from '../../src/model/version.ts';
import { baselineRow, file, row, schemaRow, shown, states, tombstone } from './samples.ts';

const version = (text: string, isRequired = true) => ({ kind: 'version', version: parseVersion(text), isRequired }) as const;
const [V1, V2, V3] = [file('V1__a.sql'), file('V2__b.sql'), file('V3__c.sql')] as const;

function errorOf(run: () => unknown): { code?: string; flywayCode?: string; message?: string } {
  try {
    run();
  } catch (error) {
    return error as { code?: string };
  }
  return {};
}

describe('pending files', () => {
  it('are in the order of versions, repeatable ones behind by description', () => {
    const files = [file('R__b.sql'), file('V10__x.sql'), file('R__A.sql'), file('V2__x.sql'), file('V1.1__x.sql')];
    expect(shown(states(files, []))).toEqual(['1.1: Pending', '2: Pending', '10: Pending', 'A: Pending', 'b: Pending']);
  });

  it('below the current version are Ignored, or Pending with outOfOrder', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V3__c.sql')];
    expect(shown(states([V1, V2, V3], rows))).toEqual(['1: Success', '3: Success', '2: Ignored']);
    const late = states([V1, V2, V3], rows, { outOfOrder: true });
    expect(shown(late)).toEqual(['1: Success', '3: Success', '2: Pending']);
    expect(late.pending()[0]?.isOutOfOrder).toBe(true);
  });

  it('are Ignored when shouldExecute is false', () => {
    expect(shown(states([file('V1__a.sql', { config: { ...V1.config, shouldExecute: false } }), V2], []))).toEqual([
      '1: Ignored',
      '2: Pending',
    ]);
  });
});

describe('applied rows', () => {
  it('without file are Missing below the latest file, Future from there on', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), row(3, 'V3__c.sql', { success: false }), row(4, 'R__gone.sql')];
    const entries = states([V2], rows);
    expect(shown(entries)).toEqual(['1: Missing', '2: Success', '3: Failed (Future)', 'gone: Missing']);
    expect(entries.future().map((entry) => entry.version?.text)).toEqual(['3']);
    expect(entries.failed().map((entry) => entry.version?.text)).toEqual(['3']);
    expect(entries.current()?.version?.text).toBe('3');
  });

  it('that failed are Failed, without file below Failed (Missing)', () => {
    const rows = [row(1, 'V1__a.sql', { success: false }), row(2, 'V2__b.sql', { success: false })];
    expect(shown(states([V2], rows))).toEqual(['1: Failed (Missing)', '2: Failed']);
  });

  it('below a higher version are Out of Order', () => {
    const entries = states([V1, V2, V3], [row(1, 'V1__a.sql'), row(2, 'V3__c.sql'), row(3, 'V2__b.sql')]);
    expect(shown(entries)).toEqual(['1: Success', '3: Success', '2: Out of Order']);
    expect(entries.current()?.version?.text).toBe('3');
  });

  it('of a version that is there already are Out of Order too', () => {
    const files = [file('B2__base.sql'), V2];
    expect(shown(states(files, [row(1, 'B2__base.sql'), row(2, 'V2__b.sql')]))).toEqual(['2: Baseline', '2: Out of Order']);
  });

  it('are found by equal version, however it is written', () => {
    const entries = states([file('V1_0__a.sql'), file('V02__b.sql')], [row(1, 'V1__a.sql'), row(2, 'V2__b.sql')]);
    expect(shown(entries)).toEqual(['1: Success', '2: Success']);
  });

  it('are ordered by rank, whatever the order they came in', () => {
    expect(shown(states([V1, V2], [row(2, 'V2__b.sql'), row(1, 'V1__a.sql')]))).toEqual(['1: Success', '2: Success']);
  });

  it('of types that no SQL file has are Missing or Future, and the file stays Pending', () => {
    const types: MigrationType[] = ['JDBC', 'SPRING_JDBC', 'SCRIPT', 'CUSTOM'];
    for (const type of types)
      expect(shown(states([V1, V2], [row(1, 'V1__a.sql', { type })]))).toEqual(['1: Missing', '1: Pending', '2: Pending']);
    expect(states([V2], [row(1, 'V1__a.sql', { type: 'SPRING_JDBC' })]).entries[0]?.type).toBe('JDBC');
  });

  it('of Java migrations alone are Future', () => {
    expect(shown(states([], [row(1, 'V1__a.sql', { type: 'JDBC' })]))).toEqual(['1: Future']);
  });
});

describe('repeatable migrations', () => {
  const changed = file('R__x.sql', { checksum: 200, rawChecksum: 200 });

  it('are Outdated and Pending when the text changed, Superseded once it ran again', () => {
    expect(shown(states([changed], [row(1, 'R__x.sql')]))).toEqual(['x: Outdated', 'x: Pending']);
    expect(shown(states([changed], [row(1, 'R__x.sql'), row(2, 'R__x.sql', { checksum: 200 })]))).toEqual(['x: Superseded', 'x: Success']);
  });

  it('are Success when the stored checksum is that of the text before replacement', () => {
    expect(shown(states([file('R__x.sql', { checksum: 5, rawChecksum: 100 })], [row(1, 'R__x.sql')]))).toEqual(['x: Success']);
  });

  it('run again when an older text comes back', () => {
    const rows = [row(1, 'R__x.sql'), row(2, 'R__x.sql', { checksum: 200 })];
    expect(shown(states([file('R__x.sql')], rows))).toEqual(['x: Superseded', 'x: Outdated', 'x: Pending']);
  });

  it('without file are Missing only in their latest run', () => {
    expect(shown(states([], [row(1, 'R__x.sql'), row(2, 'R__x.sql')]))).toEqual(['x: Superseded', 'x: Missing']);
  });

  it('that failed are Failed and Pending again', () => {
    expect(shown(states([changed], [row(1, 'R__x.sql', { success: false })]))).toEqual(['x: Failed', 'x: Pending']);
  });

  it('keep their tombstone visible, and run again when the file is back', () => {
    const rows = [row(1, 'R__x.sql'), tombstone(2, 'R__x.sql')];
    expect(shown(states([], rows))).toEqual(['x: Deleted', 'x: Success']);
    expect(shown(states([file('R__x.sql')], rows))).toEqual(['x: Deleted', 'x: Success', 'x: Pending']);
    const again = [...rows, row(3, 'R__x.sql'), tombstone(4, 'R__x.sql')];
    expect(shown(states([], again))).toEqual(['x: Deleted', 'x: Success', 'x: Deleted', 'x: Success']);
  });

  it('alone make a schema without version', () => {
    const entries = states([file('R__x.sql')], [schemaRow(0), row(1, 'R__x.sql')]);
    expect(shown(entries)).toEqual(['<< Flyway Schema Creation >>: Success', 'x: Success']);
    expect(entries.current()?.description).toBe('x');
    expect(entries.current()?.version).toBeNull();
  });
});

describe('deleted versions', () => {
  it('are Deleted, their tombstone hidden, and run again when the file is back', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), tombstone(3, 'V2__b.sql')];
    expect(shown(states([V1], rows))).toEqual(['1: Success', '2: Deleted']);
    const back = states([V1, V2], rows);
    expect(shown(back)).toEqual(['1: Success', '2: Deleted', '2: Pending']);
    expect(back.current()?.version?.text).toBe('1');
  });

  it('in the middle come back as Ignored', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), row(3, 'V3__c.sql'), tombstone(4, 'V2__b.sql')];
    expect(shown(states([V1, V2, V3], rows))).toEqual(['1: Success', '2: Deleted', '3: Success', '2: Ignored']);
  });

  it('twice without a run between are a corrupt history', () => {
    const run = (): unknown => states([V1], [row(1, 'V1__a.sql'), tombstone(2, 'V1__a.sql'), tombstone(3, 'V1__a.sql')]);
    expect(errorOf(run)).toBeInstanceOf(HistoryError);
    expect(errorOf(run)).toMatchObject({ code: 'ERR_HISTORY_CORRUPT', flywayCode: 'DUPLICATE_DELETED_MIGRATION' });
    expect(errorOf(run).message).toBe('Corrupted schema history: multiple delete entries for version 1');
  });

  it('may have a tombstone of a failed row, which shows and deletes nothing', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), tombstone(3, 'V2__b.sql', { success: false })];
    expect(shown(states([V1, V2], rows))).toEqual(['1: Success', '2: Success', '2: Success']);
  });

  it('leave rows that stand for nothing alone', () => {
    expect(shown(states([V1], [tombstone(1, 'V1__a.sql'), baselineRow(2, '1'), tombstone(3, 'V1__a.sql')]))).toEqual([
      '1: Ignored (Baseline)',
      '1: Baseline',
    ]);
  });
});

describe('undone versions', () => {
  const files = [V1, V2, file('U2__take_back.sql')];
  const undo = (rank: number) => tombstone(rank, 'U2__take_back.sql');

  it('are Undone where the tombstone names an undo script, also in a folder', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql')];
    expect(shown(states(files, [...rows, undo(3)]))).toEqual(['1: Success', '2: Undone', '2: Pending']);
    expect(shown(states(files, [...rows, tombstone(3, 'undo/U2__b.sql')]))).toEqual(['1: Success', '2: Undone', '2: Pending']);
  });

  it('can be run and undone over and over', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), undo(3), row(4, 'V2__b.sql'), undo(5), row(6, 'V2__b.sql')];
    expect(shown(states(files, rows))).toEqual(['1: Success', '2: Undone', '2: Undone', '2: Success']);
    expect(shown(states(files, [...rows, undo(7)]))).toEqual(['1: Success', '2: Undone', '2: Undone', '2: Undone', '2: Pending']);
  });

  it('are Deleted where undo scripts have no prefix to be known by', () => {
    const rows = [row(1, 'V2__b.sql'), undo(2)];
    expect(shown(states(files, rows, { undoSqlMigrationPrefix: '' }))).toEqual(['2: Deleted', '1: Pending', '2: Pending']);
  });

  it('are Deleted where the tombstone names the migration itself, even if its prefix starts like that of undo', () => {
    const migration = file('V2__b.sql', { script: 'UP2__b.sql' });
    const rows = [row(1, 'V2__b.sql', { script: 'UP2__b.sql' }), tombstone(2, 'V2__b.sql', { script: 'UP2__b.sql' })];
    expect(shown(states([migration], rows))).toEqual(['2: Deleted', '2: Pending']);
  });

  it.each(['UNDO_SQL', 'UNDO_SCRIPT', 'UNDO_JDBC'] as const)('are read from histories with %s rows', (type) => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), row(3, 'U2__take_back.sql', { type })];
    const entries = states(files, rows);
    expect(shown(entries)).toEqual(['1: Success', '2: Undone', '2: Success', '2: Pending']);
    expect(entries.entries[2]?.category).toBe('Undo');
    expect(entries.current()?.version?.text).toBe('1');
    const again = states(files, [...rows, row(4, 'V2__b.sql')]);
    expect(shown(again)).toEqual(['1: Success', '2: Undone', '2: Success', '2: Success']);
    expect(again.current()?.version?.text).toBe('2');
  });

  it('by a failed undo stay as they are, and the failure shows', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql')];
    const failed = states(files, [...rows, row(3, 'U2__take_back.sql', { success: false })]);
    expect(shown(failed)).toEqual(['1: Success', '2: Success', '2: Failed']);
    const tombstoned = states(files, [...rows, tombstone(3, 'U2__take_back.sql', { success: false })]);
    expect(shown(tombstoned)).toEqual(['1: Success', '2: Success', '2: Failed']);
    expect(tombstoned.current()?.state).toBe('Success');
  });
});

describe('baselines', () => {
  it('put what they cover before the applied rows', () => {
    const entries = states([V1, V2, V3], [baselineRow(1, '2')]);
    expect(shown(entries)).toEqual(['1: Below Baseline', '2: Ignored (Baseline)', '2: Baseline', '3: Pending']);
    expect(entries.appliedBaseline?.text).toBe('2');
  });

  it('by script start an empty database at the highest one', () => {
    const files = [V1, V2, file('B2__base.sql'), file('B1__old.sql'), V3];
    expect(shown(states(files, []))).toEqual([
      '1: Below Baseline',
      '1: Below Baseline',
      '2: Ignored (Baseline)',
      '2: Pending',
      '3: Pending',
    ]);
  });

  it('by script are Baseline once applied, and Ignored where migrations ran already', () => {
    const files = [V1, V2, file('B2__base.sql'), V3, file('B4__later.sql')];
    expect(shown(states(files, [row(1, 'B2__base.sql')]))).toEqual([
      '1: Below Baseline',
      '2: Ignored (Baseline)',
      '2: Baseline',
      '3: Pending',
      '4: Ignored',
    ]);
    expect(shown(states(files, [row(1, 'V1__a.sql')]))).toEqual(['1: Success', '2: Pending', '2: Ignored', '3: Pending', '4: Ignored']);
  });

  it('by script may fail or lose their file', () => {
    expect(shown(states([file('B2__base.sql')], [row(1, 'B2__base.sql', { success: false })]))).toEqual(['2: Failed']);
    expect(shown(states([V3], [row(1, 'B2__base.sql')]))).toEqual(['2: Missing', '3: Pending']);
    expect(shown(states([], [row(1, 'B2__base.sql', { type: 'SQL_STATE_SCRIPT' })]))).toEqual(['2: Future']);
  });
});

describe('target', () => {
  const rows = [row(1, 'V1__a.sql')];
  const files = [V1, V2, V3, file('R__r.sql')];

  it('hides what is above a version', () => {
    expect(shown(states(files, rows, { target: version('2') }))).toEqual(['1: Success', '2: Pending', '3: Above Target', 'r: Pending']);
  });

  it('current lets no version run', () => {
    expect(shown(states(files, rows, { target: { kind: 'current' } }))).toEqual([
      '1: Success',
      '2: Above Target',
      '3: Above Target',
      'r: Pending',
    ]);
    expect(shown(states([V1], [], { target: { kind: 'current' } }))).toEqual(['1: Above Target']);
  });

  it('next lets one version run', () => {
    expect(shown(states(files, rows, { target: { kind: 'next' } }))).toEqual(['1: Success', '2: Pending', '3: Above Target', 'r: Pending']);
    expect(shown(states([V1], rows, { target: { kind: 'next' } }))).toEqual(['1: Success']);
  });

  it('must exist unless it has a question mark', () => {
    const run = (): unknown => states(files, rows, { target: version('2.5') });
    expect(errorOf(run)).toMatchObject({ code: 'ERR_CONFIG_INVALID', flywayCode: 'ERROR' });
    expect(errorOf(run).message).toBe(
      'No migration with a target version 2.5 could be found. Ensure target is specified correctly and the migration exists.',
    );
    expect(shown(states(files, rows, { target: version('2.5', false) }))).toEqual([
      '1: Success',
      '2: Pending',
      '3: Above Target',
      'r: Pending',
    ]);
  });

  it('may be a version that only the history has', () => {
    expect(shown(states([V2], rows, { target: version('1.0') }))).toEqual(['1: Missing', '2: Above Target']);
  });
});

describe('cherryPick', () => {
  const files = [V1, V2, V3, file('R__the_view.sql')];

  it('leaves the picked ones Pending, in the order given, late ones too', () => {
    const entries = states(files, [row(1, 'V2__b.sql')], { cherryPick: ['the_view', '3', '1.0'] });
    expect(shown(entries)).toEqual(['2: Success', 'the view: Pending', '3: Pending', '1: Pending']);
  });

  it('makes the others Ignored', () => {
    expect(shown(states(files, [], { cherryPick: ['b'] }))).toEqual(['2: Pending', '1: Ignored', '3: Ignored', 'the view: Ignored']);
  });

  it('must name migrations that exist', () => {
    const run = (): unknown => states(files, [], { cherryPick: ['1', 'nothing'] });
    expect(errorOf(run)).toMatchObject({ code: 'ERR_CONFIG_INVALID', message: "No migration found for cherryPick 'nothing'" });
  });
});

describe('entries', () => {
  it('take what both sides have from the row, and know their undo script', () => {
    const entries = states([file('V1__new_name.sql', { checksum: 5 }), file('U1__x.sql')], [row(1, 'V1__a.sql')]);
    expect(entries.entries[0]).toMatchObject({
      description: 'a',
      checksum: 100,
      filepath: '/work/sql/V1__new_name.sql',
      category: 'Versioned',
    });
    expect(entries.entries[0]?.undoScript?.script).toBe('U1__x.sql');
    expect(entries.lastResolved?.text).toBe('1');
    expect(entries.lastApplied?.text).toBe('1');
    expect(entries.resolved()).toHaveLength(1);
    expect(entries.applied()).toHaveLength(1);
  });

  it('of an empty project are none', () => {
    const entries = states([], []);
    expect(entries.entries).toEqual([]);
    expect(entries.current()).toBeNull();
    expect([entries.lastResolved, entries.lastApplied, entries.appliedBaseline]).toEqual([null, null, null]);
  });
});
