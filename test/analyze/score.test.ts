import { expect, test } from 'vitest';
import { highestRisk, riskOf, strongestTag, type RiskFacts } from '../../src/analyze/score.ts';
import { categoryOf, type Severity } from '../../src/model/hazard.ts';
import type { AffectedTable } from '../../src/model/plan.ts';

const HARMLESS: RiskFacts = {
  tag: 'additive',
  blocks: 'none',
  isBlockingWork: false,
  blocksFor: null,
  affected: [],
  cascadeDrops: 0,
  isOpaque: false,
  isRefused: false,
  hazards: [],
};

const direct = (table: string): AffectedTable => ({ table, impact: 'direct', cascadePath: null, rows: null, bytes: null });
const cascade = (...path: string[]): AffectedTable => ({
  table: path.at(-1) ?? '',
  impact: 'cascade',
  cascadePath: path,
  rows: null,
  bytes: null,
});
const hazard = (severity: Severity): RiskFacts['hazards'][number] => ({
  rule: 'some-rule',
  severity,
  message: '',
  safer: null,
  saferSql: null,
  documentation: '',
  region: { file: '', line: 1, column: 1, endLine: 1, endColumn: 1, offset: 0, length: 0 },
  relation: null,
  suppressedBy: null,
});

test("AutoDB's example: a column with a constant default on a table with one referencing table is 35, medium", () => {
  const risk = riskOf({ ...HARMLESS, blocks: 'blocks-reads-and-writes', affected: [direct('orders'), cascade('orders', 'order_items')] });
  expect(risk.score).toBe(35);
  expect(risk.category).toBe('medium');
  expect(risk.parts.reduce((sum, { points }) => sum + points, 0)).toBe(35);
});

test.each([
  [0, 'low'],
  [24, 'low'],
  [25, 'medium'],
  [49, 'medium'],
  [50, 'high'],
  [74, 'high'],
  [75, 'critical'],
  [100, 'critical'],
] as const)('a score of %i is %s', (score, category) => {
  expect(categoryOf(score)).toBe(category);
});

test.each<[string, Partial<RiskFacts>, string]>([
  ['a new table', {}, 'low'],
  ['a brief strong lock without foreign keys', { blocks: 'blocks-reads-and-writes' }, 'low'],
  ['destruction', { tag: 'destructive', blocks: 'blocks-reads-and-writes', affected: [direct('t')] }, 'high'],
  [
    'destruction that reaches far',
    { tag: 'destructive', blocks: 'blocks-reads-and-writes', affected: [direct('a'), cascade('a', 'b'), cascade('a', 'b', 'c')] },
    'critical',
  ],
  [
    'a wide radius',
    { blocks: 'blocks-reads-and-writes', affected: [direct('a'), ...['b', 'c', 'd', 'e'].map((table) => cascade('a', table))] },
    'high',
  ],
  ['a rewrite of a table of unknown size', { blocks: 'blocks-reads-and-writes', isBlockingWork: true }, 'high'],
  ['what cannot be read', { isOpaque: true }, 'high'],
  ['what the server refuses', { isRefused: true }, 'high'],
  ['a hazard that is critical', { hazards: [hazard('critical')] }, 'critical'],
  ['a hazard that is medium', { hazards: [hazard('medium')] }, 'medium'],
])('%s is %s', (_name, facts, category) => {
  expect(riskOf({ ...HARMLESS, ...facts }).category).toBe(category);
});

test('a hazard that the file allows does not lift the score', () => {
  const { region } = hazard('high');
  const allowed = { ...hazard('high'), suppressedBy: { rule: 'some-rule', reason: 'known', until: null, by: null, region } };
  expect(riskOf({ ...HARMLESS, hazards: [allowed] }).score).toBe(5);
});

test('the score never leaves 0 to 100', () => {
  const all = {
    tag: 'destructive',
    blocks: 'blocks-reads-and-writes',
    isBlockingWork: true,
    cascadeDrops: 9,
    isOpaque: true,
    isRefused: true,
  } as const;
  expect(riskOf({ ...HARMLESS, ...all }).score).toBe(100);
});

test('of many the highest counts, and the most serious tag', () => {
  expect(highestRisk([]).score).toBe(0);
  expect(highestRisk([riskOf(HARMLESS), riskOf({ ...HARMLESS, isOpaque: true })]).score).toBe(55);
  expect(strongestTag(['additive', 'backfill'])).toBe('backfill');
  expect(strongestTag(['additive', 'destructive', 'backfill'])).toBe('destructive');
  expect(strongestTag([])).toBe('additive');
});
