import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BatchAnalysis, type BatchScript } from '../../../src/analyze/analyze-batch.ts';
import type { PolicySettings } from '../../../src/analyze/rule.ts';
import { RULES } from '../../../src/analyze/rules/index.ts';
import { World } from '../../../src/analyze/world/world.ts';
import type { Hazard } from '../../../src/model/hazard.ts';
import { splitStatements } from '../../../src/syntax/split.ts';
import { transactionRule } from '../../../src/syntax/transaction-rule.ts';

export const FIXTURES: string = join(import.meta.dirname, '..', '..', 'golden', 'rules');

/** One rule's examples. */
export interface RuleFixture {
  readonly id: string;
  readonly bad: string;
  readonly good: string;
  /** Earlier migrations, with what is said about the case in comments. */
  readonly given: string;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Rules that have a folder of examples. */
export function fixtureIds(): readonly string[] {
  return readdirSync(FIXTURES).toSorted();
}

/** Reads the examples of a rule. */
export function readFixture(id: string): RuleFixture {
  const text = (name: string): string => {
    try {
      return readFileSync(join(FIXTURES, id, name), 'utf8');
    } catch {
      return '';
    }
  };
  return { id, bad: text('bad.sql'), good: text('good.sql'), given: text('given.sql') };
}

/**
 * What the rules say of a script in an open world, after the earlier migrations in `given`. Lines of `given` say more: `-- rows orders=40M`,
 * `-- postgres 17`, `-- policy maxIndexColumns=2`, `-- names table=^[a-z]+$`, `-- undo none`,
 * `-- scans orders_status_idx=120000`, `-- invalid orders_status_idx`, `-- closed`.
 */
export function lintText(sql: string, given: string, enabled: readonly string[]): readonly Hazard[] {
  const world = worldOf(given);
  const policy = policyOf(given, enabled);
  const following = new BatchAnalysis(world, { policy: { ...policy, rules: [] }, today: '2027-01-15' });
  following.script(scriptOf('V1__given.sql', given, true));
  following.settle();
  setScans(world, given);
  setInvalid(world, given);
  const analyzed = new BatchAnalysis(world, { policy, today: '2027-01-15' }).script(
    scriptOf('V2__example.sql', sql, sql.includes('-- with undo') || !given.includes('-- undo none')),
  );
  return [...analyzed.script.statements.flatMap(({ hazards }) => hazards), ...analyzed.hazards];
}

function worldOf(given: string): World {
  const majorVersion = Number(/^-- postgres (\d+)$/mu.exec(given)?.[1] ?? 18);
  const world = new World({ majorVersion, isOpen: !given.includes('-- closed') });
  for (const [, table = '', count = '', unit = ''] of given.matchAll(/^-- rows (\S+)=(\d+)([kM]?)$/gmu))
    world.assumedRows.set(table, Number(count) * (unit === 'M' ? 1e6 : unit === 'k' ? 1e3 : 1));
  return world;
}

function setScans(world: World, given: string): void {
  for (const [, name = '', scans = ''] of given.matchAll(/^-- scans (\S+)=(\d+)$/gmu)) {
    const index = world.findRelation(name);
    if (index !== null) Object.assign(index, { activity: { sequentialScans: 0, indexScans: Number(scans), writes: 0 } });
  }
}

/** As a CREATE INDEX CONCURRENTLY that failed leaves it. */
function setInvalid(world: World, given: string): void {
  for (const [, name = ''] of given.matchAll(/^-- invalid (\S+)$/gmu)) {
    const index = world.findRelation(name)?.index ?? null;
    if (index !== null) index.isValid = false;
  }
}

function policyOf(given: string, enabled: readonly string[]): PolicySettings {
  const settings: Mutable<PolicySettings> = {
    rules: RULES,
    maxMigrationBytes: null,
    maxStatements: null,
    maxIndexesPerTable: null,
    maxIndexColumns: null,
    namePatterns: new Map(
      [...given.matchAll(/^-- names (\w+)=(.+)$/gmu)].map(([, kind = '', pattern = '']) => [kind, new RegExp(pattern, 'u')]),
    ),
    enabledRules: new Set(enabled),
    disabledRules: new Set(),
  };
  for (const [, key = '', value = ''] of given.matchAll(/^-- policy (\w+)=(\d+)$/gmu)) Object.assign(settings, { [key]: Number(value) });
  return settings;
}

function scriptOf(file: string, sql: string, hasUndo: boolean): BatchScript {
  const bytes = Buffer.from(sql);
  const text = { bytes, original: bytes, originalOffset: (offset: number): number => offset };
  const statements = [...splitStatements(text, { file })];
  return {
    kind: 'versioned',
    version: /^V(\d+)/u.exec(file)?.[1] ?? null,
    description: file,
    script: file,
    file,
    checksum: 0,
    fileBytes: bytes,
    bytes,
    toFileOffset: (offset) => offset,
    statements,
    isTransactional: statements.every(({ sql: one, metaCommand }) => metaCommand !== null || transactionRule(one, 180_000).isTransactional),
    isOutOfOrder: false,
    hasUndo,
  };
}
