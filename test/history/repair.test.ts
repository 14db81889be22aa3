import { describe, expect, it } from 'vitest';
import type { IgnorePattern } from '../../src/config/config.ts';
import { planRepair, type RepairPlan } from '../../src/history/repair.ts';
import type { HistoryRow } from '../../src/model/history.ts';
import type { Migration } from '../../src/model/migration.ts';
import { baselineRow, file, row, schemaRow, tombstone } from './samples.ts';

const FUTURE: IgnorePattern = { type: '*', state: 'future' };
const [V1, V2] = [file('V1__a.sql'), file('V2__b.sql')] as const;

function plan(
  files: readonly Migration[],
  rows: readonly HistoryRow[],
  ignorePatterns = [FUTURE],
  cherryPick: readonly string[] = [],
): RepairPlan {
  const undo = files.filter((one) => one.kind === 'undo');
  const migrations = files.filter((one) => one.kind !== 'undo');
  return planRepair({ migrations, undo, rows, ignorePatterns, cherryPick, undoSqlMigrationPrefix: 'U' });
}

function summary({ removed, deleted, aligned }: RepairPlan): readonly number[][] {
  return [
    removed.map((one) => one.installedRank),
    deleted.map((one) => one.entry.row?.installedRank ?? -1),
    aligned.map((one) => one.installedRank),
  ];
}

describe('planRepair', () => {
  it('leaves a sound history alone', () => {
    const rows = [schemaRow(0), baselineRow(1, '0'), row(2, 'V1__a.sql'), row(3, 'R__x.sql')];
    expect(summary(plan([V1, file('R__x.sql')], rows))).toEqual([[], [], []]);
  });

  it('removes failed rows of every kind, and then sees the history without them', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql', { success: false }), row(3, 'R__x.sql', { success: false })];
    const result = plan([V1], rows);
    expect(summary(result)).toEqual([[2, 3], [], []]);
    expect(result.entries.failed()).toEqual([]);
  });

  it('marks missing migrations as deleted with a copy of their row', () => {
    const rows = [row(1, 'V1__a.sql', { checksum: -5 }), row(2, 'V2__b.sql'), row(3, 'R__x.sql')];
    const { deleted } = plan([V2], rows);
    expect(deleted).toEqual([
      expect.objectContaining({
        version: rows[0]?.version,
        description: 'a',
        type: 'DELETE',
        script: 'V1__a.sql',
        checksum: -5,
        success: true,
      }),
      expect.objectContaining({ version: null, description: 'x', type: 'DELETE', script: 'R__x.sql' }),
    ]);
  });

  it('spares what the patterns ignore: future rows by default', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql')];
    expect(summary(plan([V1], rows))).toEqual([[], [], []]);
    expect(summary(plan([V1], rows, []))).toEqual([[], [2], []]);
    expect(summary(plan([V2], rows, [{ type: '*', state: 'missing' }]))).toEqual([[], [], []]);
    const both = [...rows, row(3, 'R__x.sql')];
    expect(summary(plan([V2], both, [{ type: 'versioned', state: 'missing' }]))).toEqual([[], [3], []]);
    expect(summary(plan([V2], both, [{ type: 'repeatable', state: 'missing' }]))).toEqual([[], [1], []]);
  });

  it('does not mark a second time', () => {
    expect(summary(plan([V2], [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), tombstone(3, 'V1__a.sql')]))).toEqual([[], [], []]);
    expect(summary(plan([], [row(1, 'R__x.sql'), tombstone(2, 'R__x.sql')]))).toEqual([[], [], []]);
  });

  it('aligns checksum, description and a checksum that is not there', () => {
    const { aligned } = plan(
      [file('V1__renamed.sql', { checksum: 7 }), V2],
      [row(1, 'V1__a.sql'), row(2, 'V2__b.sql', { checksum: null })],
    );
    expect(aligned).toEqual([
      expect.objectContaining({ installedRank: 1, description: 'renamed', type: 'SQL', checksum: 7 }),
      expect.objectContaining({ installedRank: 2, description: 'b', checksum: 100 }),
    ]);
  });

  it('shortens long descriptions', () => {
    const long = file(`V1__${'z'.repeat(300)}.sql`);
    expect(plan([long], [row(1, 'V1__a.sql')]).aligned[0]?.description).toHaveLength(200);
    expect(plan([long], [row(1, 'V1__a.sql', { description: `${'z'.repeat(197)}...` })]).aligned).toEqual([]);
  });

  it('aligns repeatable rows only where the raw checksum was stored', () => {
    expect(plan([file('R__x.sql', { checksum: 7, rawChecksum: 7 })], [row(1, 'R__x.sql')]).aligned).toEqual([]);
    expect(plan([file('R__x.sql', { checksum: 7 })], [row(1, 'R__x.sql')]).aligned).toEqual([
      expect.objectContaining({ installedRank: 1, checksum: 7 }),
    ]);
  });

  it('touches neither undone rows nor the rows of undo scripts', () => {
    const changed = [file('V2__other.sql', { checksum: 1 }), file('U2__other.sql', { checksum: 1 }), V1];
    const start = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql')];
    for (const undo of [tombstone(3, 'U2__b.sql'), row(3, 'U2__b.sql')])
      expect(summary(plan(changed, [...start, undo]))).toEqual([[], [], []]);
    expect(summary(plan([V1], [...start, row(3, 'U2__b.sql')], []))).toEqual([[], [], []]);
  });

  it('looks only at what is picked', () => {
    const rows = [row(1, 'V1__a.sql', { success: false }), row(2, 'V2__b.sql', { success: false })];
    expect(summary(plan([V1, V2], rows, [FUTURE], ['2']))).toEqual([[2], [], []]);
  });
});
