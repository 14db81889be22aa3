import { describe, expect, it } from 'vitest';
import type { Target } from '../../src/config/config.ts';
import { selectUndo, type UndoRequest } from '../../src/history/undo-selection.ts';
import type { HistoryRow } from '../../src/model/history.ts';
import type { Migration } from '../../src/model/migration.ts';
import { parseVersion } from '../../src/model/version.ts';
import { baselineRow, file, row, states, tombstone } from './samples.ts';

const FILES = ['V1__a.sql', 'U1__a.sql', 'V2__b.sql', 'U2__b.sql', 'V3__c.sql', 'U3__c.sql', 'R__view.sql'].map((name) => file(name));
const ROWS = [row(1, 'V1__a.sql'), row(2, 'V2__b.sql'), row(3, 'V3__c.sql'), row(4, 'R__view.sql')];
const target = (text: string, isRequired = true): Target => ({ kind: 'version', version: parseVersion(text), isRequired });

function select(request: Partial<UndoRequest>, rows: readonly HistoryRow[] = ROWS, files: readonly Migration[] = FILES): string[] {
  const steps = selectUndo(states(files, rows), { target: { kind: 'latest' }, cherryPick: [], count: null, ...request });
  return steps.map(({ version, row: applied, script }) => `${version.text}@${applied.installedRank}:${script?.script ?? 'missing'}`);
}

function codeOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return null;
}

describe('selectUndo', () => {
  it.each(['latest', 'current', 'next'] as const)('takes the last applied version by default (target %s)', (kind) => {
    expect(select({ target: { kind } })).toEqual(['3@3:U3__c.sql']);
  });

  it('goes by the order of application, not of versions', () => {
    expect(select({}, [row(1, 'V1__a.sql'), row(2, 'V3__c.sql'), row(3, 'V2__b.sql')])).toEqual(['2@3:U2__b.sql']);
  });

  it('finds nothing where nothing is applied', () => {
    expect(select({}, [])).toEqual([]);
    expect(select({}, [baselineRow(1, '3'), row(2, 'R__view.sql')])).toEqual([]);
  });

  it('goes down to and with the target', () => {
    expect(select({ target: target('2') })).toEqual(['3@3:U3__c.sql', '2@2:U2__b.sql']);
    expect(select({ target: target('1.0') })).toHaveLength(3);
  });

  it('stops at the first lower version, even where a higher one was applied before it', () => {
    const rows = [row(1, 'V1__a.sql'), row(2, 'V3__c.sql'), row(3, 'V2__b.sql')];
    expect(select({ target: target('3') }, rows)).toEqual([]);
  });

  it('wants a target that exists', () => {
    expect(codeOf(() => select({ target: target('2.5') }))).toBe('ERR_CONFIG_INVALID');
    expect(select({ target: target('2.5', false) })).toEqual(['3@3:U3__c.sql']);
  });

  it('undoes so many', () => {
    expect(select({ count: 2 })).toEqual(['3@3:U3__c.sql', '2@2:U2__b.sql']);
    expect(select({ count: 99 })).toHaveLength(3);
    expect(codeOf(() => select({ count: 0 }))).toBe('ERR_CONFIG_INVALID');
    expect(codeOf(() => select({ count: 1.5 }))).toBe('ERR_CONFIG_INVALID');
  });

  it('undoes what is picked, the last given first', () => {
    expect(select({ cherryPick: ['1', 'c', '2'] })).toEqual(['2@2:U2__b.sql', '3@3:U3__c.sql', '1@1:U1__a.sql']);
    expect(select({ cherryPick: ['2', '2.0'] })).toEqual(['2@2:U2__b.sql']);
  });

  it('refuses picks that name nothing, a repeatable migration or a baseline', () => {
    expect(codeOf(() => select({ cherryPick: ['7'] }))).toBe('ERR_CONFIG_INVALID');
    expect(codeOf(() => select({ cherryPick: ['view'] }))).toBe('ERR_UNSUPPORTED');
    expect(codeOf(() => select({ cherryPick: ['4'] }, [row(1, 'B4__base.sql')]))).toBe('ERR_UNSUPPORTED');
  });

  it('passes over what is undone already, and undoes it again after it ran again', () => {
    const undone = [...ROWS, tombstone(5, 'U3__c.sql')];
    expect(select({}, undone)).toEqual(['2@2:U2__b.sql']);
    expect(select({ cherryPick: ['3'] }, undone)).toEqual([]);
    expect(select({}, [...undone, row(6, 'V3__c.sql')])).toEqual(['3@6:U3__c.sql']);
    expect(select({}, [...ROWS, row(5, 'U3__c.sql')])).toEqual(['2@2:U2__b.sql']);
    expect(select({}, [...ROWS, tombstone(5, 'V3__c.sql')])).toEqual(['2@2:U2__b.sql']);
  });

  it('ends with the first migration that has no undo script', () => {
    const files = FILES.filter((one) => one.script !== 'U2__b.sql');
    expect(select({ count: 3 }, ROWS, files)).toEqual(['3@3:U3__c.sql', '2@2:missing']);
    expect(select({ target: target('1') }, ROWS, files)).toEqual(['3@3:U3__c.sql', '2@2:missing']);
    expect(select({ cherryPick: ['1', '2'] }, ROWS, files)).toEqual(['2@2:missing']);
  });

  it('works without the file of the migration itself', () => {
    expect(select({}, ROWS, [file('U3__c.sql')])).toEqual(['3@3:U3__c.sql']);
  });

  it('does not go below a baseline script', () => {
    const files = [...FILES, file('B2__base.sql')];
    expect(select({ count: 5 }, [row(1, 'V1__a.sql'), row(2, 'B2__base.sql'), row(3, 'V3__c.sql')], files)).toEqual(['3@3:U3__c.sql']);
  });

  it('refuses while something failed is in the history', () => {
    expect(codeOf(() => select({}, [row(1, 'V1__a.sql'), row(2, 'V2__b.sql', { success: false })]))).toBe('ERR_HISTORY_FAILED_ROW');
    expect(codeOf(() => select({}, [row(1, 'V1__a.sql'), row(2, 'R__view.sql', { success: false })]))).toBe('ERR_HISTORY_FAILED_ROW');
  });

  it('takes only one of target, count and cherryPick', () => {
    expect(codeOf(() => select({ count: 1, cherryPick: ['1'] }))).toBe('ERR_CONFIG_CONFLICT');
    expect(codeOf(() => select({ count: 1, target: target('1') }))).toBe('ERR_CONFIG_CONFLICT');
  });
});
