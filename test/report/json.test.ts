import { describe, expect, it } from 'vitest';
import { json } from '../../src/report/formats/json.ts';
import { documentSchema } from '../support/document-schema.ts';
import { DESTRUCTIVE, PLANS } from './plans.ts';
import { chain, migration, PROOFS, REFUTED } from './proofs.ts';

const validate = documentSchema('plan');
const validateProof = documentSchema('verify');

function rendered(document: object): unknown {
  return JSON.parse(json.render(document, { color: false, width: 80, command: 'plan' }));
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

describe('docs/schemas/verify.schema.json', () => {
  it.each(PROOFS)('holds for the proof: %s', (_name, proof) => {
    validateProof(rendered(proof));
    expect(validateProof.errors ?? []).toEqual([]);
  });

  it.each([
    ['a field that is not in it', { surprise: 1 }],
    ['a verdict of its own', { verdict: 'fine' }],
    ['a step of its own', { migrations: [{ ...migration('1'), undo: 'skipped' }] }],
    ['a migration without its file', { migrations: [{ ...migration('1'), file: undefined }] }],
    ['a time before the start', { migrations: [migration('1', { upMs: -1 })] }],
    ['a chain that stopped for no reason', { chain: { ...chain(1), stoppedAt: { version: '1', script: null } } }],
  ])('refuses %s', (_name, change) => {
    expect(validateProof(JSON.parse(JSON.stringify({ ...REFUTED, ...change })))).toBe(false);
  });
});

it('is the plan as it is', () => {
  expect(rendered(DESTRUCTIVE)).toEqual(DESTRUCTIVE);
});
