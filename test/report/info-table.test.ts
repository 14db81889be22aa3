import { describe, expect, it } from 'vitest';
import { parseVersion } from '../../src/model/version.ts';
import { renderTable } from '../../src/report/formats/text/ascii-table.ts';
import { hasFiles, infoTable, migrationIds, settingsTable } from '../../src/report/formats/text/info-table.ts';
import { resultTable } from '../../src/report/formats/text/result-table.ts';
import { filterInfo, type InfoFilter } from '../../src/report/info-filter.ts';
import { baselineRow, file, row, states, tombstone } from '../history/samples.ts';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

describe('infoTable', () => {
  it('shows deleted versions without their tombstone, repeatable ones with it', () => {
    const rows = [
      row(1, 'V1__a.sql'),
      row(2, 'V2__b.sql'),
      row(3, 'V3__c.sql'),
      row(4, 'R__x.sql'),
      tombstone(5, 'V2__b.sql'),
      tombstone(6, 'R__x.sql'),
    ];
    expect(infoTable(states([file('V1__a.sql'), file('V3__c.sql')], rows).entries)).toBe(
      lines(
        '+------------+---------+-------------+--------+---------------------+---------+----------+',
        '| Category   | Version | Description | Type   | Installed On        | State   | Undoable |',
        '+------------+---------+-------------+--------+---------------------+---------+----------+',
        '| Versioned  | 1       | a           | SQL    | 2026-11-21 12:05:02 | Success | No       |',
        '| Versioned  | 2       | b           | SQL    | 2026-11-21 12:05:02 | Deleted |          |',
        '| Versioned  | 3       | c           | SQL    | 2026-11-21 12:05:02 | Success | No       |',
        '| Repeatable |         | x           | SQL    | 2026-11-21 12:05:02 | Deleted |          |',
        '|            |         | x           | DELETE | 2026-11-21 12:05:02 | Success |          |',
        '+------------+---------+-------------+--------+---------------------+---------+----------+',
      ),
    );
  });

  it('shows a baseline', () => {
    const description = 'Taken over from 2019';
    const files = [file('V1__a.sql'), file('V2_3__b.sql'), file('V2_4__c.sql')];
    expect(infoTable(states(files, [{ ...baselineRow(1, '2.3'), description }]).entries)).toBe(
      lines(
        '+-----------+---------+----------------------+----------+---------------------+--------------------+----------+',
        '| Category  | Version | Description          | Type     | Installed On        | State              | Undoable |',
        '+-----------+---------+----------------------+----------+---------------------+--------------------+----------+',
        '| Versioned | 1       | a                    | SQL      |                     | Below Baseline     | No       |',
        '| Versioned | 2.3     | b                    | SQL      |                     | Ignored (Baseline) | No       |',
        '|           | 2.3     | Taken over from 2019 | BASELINE | 2026-11-21 12:05:02 | Baseline           | No       |',
        '| Versioned | 2.4     | c                    | SQL      |                     | Pending            | No       |',
        '+-----------+---------+----------------------+----------+---------------------+--------------------+----------+',
      ),
    );
  });

  it('says what can be undone, and hides the rows of undo scripts', () => {
    const files = [file('V1__a.sql'), file('U1__a.sql'), file('V2__b.sql'), file('U2__b.sql'), file('B3__base.sql')];
    const rows = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), row(3, 'U2__b.sql')];
    const cells = infoTable(states(files, rows).entries)
      .split('\n')
      .slice(3, -2)
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(cells.map((cell) => [cell[1], cell[2], cell[6], cell[7]])).toEqual([
      ['Versioned', '1', 'Success', 'Yes'],
      ['Versioned', '2', 'Undone', ''],
      ['Versioned', '2', 'Pending', 'Yes'],
      ['Baseline', '3', 'Ignored', 'No'],
    ]);
  });

  it('says No for a failed migration even if it has an undo script', () => {
    const failed = states([file('V1__a.sql'), file('U1__a.sql')], [row(1, 'V1__a.sql', { success: false })]);
    expect(infoTable(failed.entries)).toContain('| Failed | No       |');
  });

  it('says that there is nothing', () => {
    expect(infoTable([])).toBe(
      lines(
        '+----------+---------+-------------+------+--------------+-------+----------+',
        '| Category | Version | Description | Type | Installed On | State | Undoable |',
        '+----------+---------+-------------+------+--------------+-------+----------+',
        '| No migrations found                                                       |',
        '+----------+---------+-------------+------+--------------+-------+----------+',
      ),
    );
  });
});

describe('renderTable', () => {
  it('counts UTF-16 units', () => {
    expect(renderTable({ columns: ['a'], rows: [['😀é'], ['x']], emptyText: '' })).toBe(
      lines('+-----+', '| a   |', '+-----+', '| 😀é |', '| x   |', '+-----+'),
    );
  });

  it('shows results of queries', () => {
    expect(resultTable(['one', 'letter'], [['1', 'x']])).toBe(
      lines('+-----+--------+', '| one | letter |', '+-----+--------+', '| 1   | x      |', '+-----+--------+'),
    );
    expect(resultTable(['n', null], [['1', null]])).toBe(
      lines(
        '+---+------------------+',
        '| n | (No column name) |',
        '+---+------------------+',
        '| 1 |                  |',
        '+---+------------------+',
      ),
    );
    expect(resultTable([], [])).toBeNull();
  });

  it('cuts the text of an empty result to the width of the header', () => {
    expect(resultTable(['id'], [])).toBe(lines('+----+', '| id |', '+----+', '| No |', '+----+'));
    expect(resultTable(['id', 'long_column_name_here'], [])).toBe(
      lines(
        '+----+-----------------------+',
        '| id | long_column_name_here |',
        '+----+-----------------------+',
        '| No rows returned           |',
        '+----+-----------------------+',
      ),
    );
  });
});

describe('settingsTable', () => {
  it('shows where files were looked for', () => {
    const searched = { locations: ['filesystem:more', 'filesystem:sql'], callbackLocations: [] };
    const settings = {
      givenWorkingDirectory: '/work',
      repeatableSqlMigrationPrefix: 'R',
      sqlMigrationPrefix: 'V',
      baselineMigrationPrefix: 'B',
      sqlMigrationSeparator: '__',
      sqlMigrationSuffixes: ['.sql', '.pgsql'],
    };
    expect(settingsTable(settings, searched)).toBe(
      lines(
        'No migrations found on disk.',
        'Here are some relevant configuration settings.',
        '',
        '| Setting                        | Value                             |',
        '|--------------------------------|-----------------------------------|',
        '| locations                      | filesystem:more, filesystem:sql   |',
        '| callbackLocations              |                                   |',
        '| workingDirectory               | /work                             |',
        '| repeatableSqlMigrationPrefix   | R                                 |',
        '| sqlMigrationPrefix             | V                                 |',
        '| baselineMigrationPrefix        | B                                 |',
        '| sqlMigrationSeparator          | __                                |',
        '| sqlMigrationSuffixes           | .sql, .pgsql                      |',
      ),
    );
  });
});

describe('filters and ids', () => {
  const rows = [
    row(1, 'V1__a.sql', { installedOn: '1' }),
    row(2, 'V2__b.sql', { installedOn: '2' }),
    row(3, 'V3__c.sql', { installedOn: '3' }),
    row(4, 'R__r.sql', { installedOn: '4' }),
  ];
  const { entries } = states([file('V1__a.sql'), file('V2__b.sql'), file('V3__c.sql'), file('R__r.sql'), file('V4__d.sql')], rows);
  const none: InfoFilter = { sinceMs: null, untilMs: null, sinceVersion: null, untilVersion: null, ofState: [] };
  const ids = (filter: Partial<InfoFilter>): string => migrationIds(filterInfo(entries, { ...none, ...filter }, Number));

  it('keep everything by default', () => {
    expect(ids({})).toBe('1,2,3,r,4');
  });

  it('go by version: since keeps repeatable ones, until drops them', () => {
    expect(ids({ sinceVersion: parseVersion('2') })).toBe('2,3,r,4');
    expect(ids({ untilVersion: parseVersion('2') })).toBe('1,2');
    expect(ids({ sinceVersion: parseVersion('2'), untilVersion: parseVersion('3') })).toBe('2,3');
  });

  it('go by date: since keeps pending ones, until drops them; the moment itself is out', () => {
    expect(ids({ sinceMs: 2 })).toBe('3,r,4');
    expect(ids({ untilMs: 3 })).toBe('1,2');
  });

  it('go by state', () => {
    expect(ids({ ofState: ['Pending'] })).toBe('4');
    expect(ids({ ofState: ['Pending', 'Success'], sinceVersion: parseVersion('3') })).toBe('3,r,4');
  });

  it('tell whether there is a file', () => {
    expect(hasFiles(entries)).toBe(true);
    expect(hasFiles(states([], rows).entries)).toBe(false);
  });
});
