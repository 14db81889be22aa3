import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../src/model/plan.ts';
import { json } from '../../src/report/formats/json.ts';
import { DESTRUCTIVE, PLANS } from './plans.ts';

const SCHEMA = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/schemas/plan.schema.json'), 'utf8')) as object;
const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(SCHEMA);

function rendered(plan: Plan): unknown {
  return JSON.parse(json.render(plan, { color: false, width: 80, command: 'plan' }));
}

describe('docs/schemas/plan.schema.json', () => {
  it.each(PLANS)('holds for the plan: %s', (_name, plan) => {
    validate(rendered(plan));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ['a field that is not in it', { surprise: 1 }],
    ['a score above 100', { risk: { score: 101, category: 'critical', parts: [] } }],
    ['a tag of its own', { tag: 'harmless' }],
    ['an id that is none', { id: 'sha256:x' }],
    ['a place before the first line', { hazards: DESTRUCTIVE.hazards.map((each) => ({ ...each, region: { ...each.region, line: 0 } })) }],
    ['no coverage', { coverage: undefined }],
  ])('refuses %s', (_name, change) => {
    expect(validate(JSON.parse(JSON.stringify({ ...DESTRUCTIVE, ...change })))).toBe(false);
  });
});

it('is the plan as it is', () => {
  expect(rendered(DESTRUCTIVE)).toEqual(DESTRUCTIVE);
});
