import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HistoryRow } from '../../src/model/history.ts';
import { MIGRATION_STATES } from '../../src/model/migration-state.ts';
import type { Migration } from '../../src/model/migration.ts';
import { compareVersions, parseVersion, type Version } from '../../src/model/version.ts';
import { FlybackError } from '../../src/model/errors.ts';
import { file, row, states } from './samples.ts';

const numbers = fc.integer({ min: 1, max: 6 });
const names = fc.oneof(
  numbers.map((n) => `V${n}__v.sql`),
  numbers.map((n) => `B${n}__b.sql`),
  numbers.map((n) => `R__r${n}.sql`),
  numbers.map((n) => `U${n}__u.sql`),
);
const files = fc
  .uniqueArray(names, { maxLength: 15 })
  .chain((list) =>
    fc.tuple(
      ...list.map((name) =>
        fc.record({ checksum: fc.integer({ min: 100, max: 101 }) }).map((more) => file(name, { ...more, rawChecksum: more.checksum })),
      ),
    ),
  );
const types = fc.constantFrom<'same' | 'DELETE' | 'BASELINE' | 'JDBC' | 'SCHEMA'>('same', 'DELETE', 'BASELINE', 'JDBC', 'SCHEMA');
const rows = fc
  .array(fc.record({ name: names, type: types, success: fc.boolean() }), { maxLength: 15 })
  .map((list) => list.map(({ name, type, success }, i) => row(i + 1, name, { success, ...(type === 'same' ? {} : { type }) })));
const targets = fc.oneof(
  fc.constantFrom({ kind: 'latest' } as const, { kind: 'current' } as const, { kind: 'next' } as const),
  numbers.map((n) => ({ kind: 'version', version: parseVersion(String(n)), isRequired: false }) as const),
);

function computed(
  list: readonly Migration[],
  history: readonly HistoryRow[],
  target: Parameters<typeof states>[2],
): ReturnType<typeof states> | null {
  try {
    return states(list, history, target);
  } catch (error) {
    // The one history that has no states: a version deleted twice.
    expect(error).toBeInstanceOf(FlybackError);
    expect((error as FlybackError).code).toBe('ERR_HISTORY_CORRUPT');
    return null;
  }
}

it('gives every file and every row exactly one place and a state that Flyway knows', () => {
  fc.assert(
    fc.property(files, rows, targets, fc.boolean(), (list, history, target, outOfOrder) => {
      const entries = computed(list, history, { target, outOfOrder })?.entries;
      if (entries === undefined) return;
      for (const entry of entries) expect(MIGRATION_STATES).toContain(entry.state);
      const shownRows = entries.flatMap((entry) => (entry.row === null ? [] : [entry.row]));
      expect(shownRows.length).toBe(new Set(shownRows).size);
      expect(shownRows).toEqual(history.filter((one) => !(one.type === 'DELETE' && one.success && one.version !== null)));
      for (const migration of list) {
        const open = entries.filter((entry) => entry.row === null && entry.resolved === migration);
        expect(open.length).toBeLessThanOrEqual(1);
        if (migration.kind !== 'undo') expect(entries.some((entry) => entry.resolved === migration)).toBe(true);
      }
    }),
  );
});

it('orders rows by rank, files by version, and what a baseline covers before the rows: whatever the order of the input', () => {
  const shuffled = files.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(
    fc.property(shuffled, rows, targets, ([list, other], history, target) => {
      const entries = computed(list, history, { target })?.entries;
      if (entries === undefined) return;
      expect(computed(other, history.toReversed(), { target })?.entries).toEqual(entries);
      const ranks = entries.flatMap((entry) => (entry.row === null ? [] : [entry.row.installedRank]));
      expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      const open = entries.filter((entry) => entry.row === null);
      const versions = open.flatMap((entry) => (entry.version === null ? [] : [entry.version]));
      expect(versions).toEqual(versions.toSorted(compareVersions));
      const descriptions = open.filter((entry) => entry.version === null).map((entry) => entry.description);
      expect(descriptions).toEqual(descriptions.toSorted());
    }),
  );
});

/** A version that counts how often its parts are looked at. */
function counted(n: number, count: () => void): Version {
  const version = parseVersion(String(n));
  return {
    raw: version.raw,
    text: version.text,
    key: version.key,
    get parts() {
      count();
      return version.parts;
    },
  };
}

function looksFor(size: number): number {
  let looks = 0;
  const count = (): void => {
    looks++;
  };
  const list: Migration[] = [];
  const history: HistoryRow[] = [];
  for (let n = 1; n <= size; n++) {
    const version = counted(n, count);
    list.push(file(`V${n}__v.sql`, { version }), file(`R__r${n}.sql`), file(`U${n}__u.sql`, { version }));
    history.push(row(3 * n, `V${n}__v.sql`, { version: counted(n, count) }));
    // Every third one was undone and applied anew, and the newest half is pending.
    if (n % 3 === 0)
      history.push(
        row(3 * n + 1, `U${n}__u.sql`, { version: counted(n, count), type: 'DELETE' }),
        row(3 * n + 2, `V${n}__v.sql`, { version: counted(n, count) }),
      );
  }
  const applied = history.slice(0, Math.ceil(history.length / 2));
  expect(states(list, applied, { target: { kind: 'next' } }).entries.length).toBeGreaterThan(size);
  return looks;
}

it('looks at 10,000 migrations about ten times as often as at 1,000', () => {
  const small = looksFor(1000);
  expect(small).toBeLessThan(1000 * 40);
  expect(looksFor(10_000)).toBeLessThan(small * 11);
});
