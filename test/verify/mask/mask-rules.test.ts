import { describe, expect, test } from 'vitest';
import { parseTomlTables } from '../../../src/config/toml-format.ts';
import { maskOfComment, readMaskRules, ruleFor } from '../../../src/verify/mask/mask-rules.ts';
import { hasValueList } from '../../../src/verify/mask/value-list.ts';

function rulesOf(toml: string): ReturnType<typeof readMaskRules> {
  const read = parseTomlTables(toml, 'masking.toml');
  return 'root' in read ? readMaskRules(read.root) : { problem: read.problem.text };
}

test('the first rule that is about a column decides', () => {
  const read = rulesOf(`
    [[rule]]
    table = "public.customers"
    column = "*_note"
    mask = "null"
    [[rule]]
    column = "internal_note"
    mask = "keep"`);
  if ('problem' in read) throw new Error(read.problem);
  const mask = (name: string, column: string): string | undefined => ruleFor(read.rules, { schema: 'public', name }, column)?.mask;
  expect(mask('customers', 'internal_note')).toBe('null');
  expect(mask('orders', 'internal_note')).toBe('keep');
  expect(mask('customers', 'note')).toBeUndefined();
  expect(mask('customers_old', 'a_note')).toBeUndefined();
});

test.each([
  ['rules = 1', /'rules' means nothing here/u],
  ['rule = 1', /must be a list/u],
  ['[[rule]]\ncolumn = "a"', /rule 1: it needs a column and a mask/u],
  ['[[rule]]\ncolumn = "a"\nmask = "emial"', /rule 1: 'emial' is no way to mask: keep, null, text/u],
  ['[[rule]]\ncolumn = "a"\nmask = "keep"\ncolum = "b"', /rule 1: 'colum' is no field/u],
  ['[[rule]\n', /line 1/u],
])('%j is refused', (toml, problem) => {
  const read = rulesOf(toml);
  expect('problem' in read ? read.problem : '').toMatch(problem);
});

test('comments', () => {
  expect(maskOfComment('The name. flyback:mask=name')).toBe('name');
  expect(maskOfComment('flyback:mask=nmae')).toBe('personal');
  expect(maskOfComment('contains PII')).toBe('personal');
  expect(maskOfComment('pioneers')).toBeNull();
  expect(maskOfComment(null)).toBeNull();
});

describe('CHECK constraints that list all values', () => {
  test.each([
    "CHECK ((status = ANY (ARRAY['new'::text, 'it''s, paid'::text])))",
    "CHECK (((status)::text = ANY ((ARRAY['new'::character varying, 'paid'::character varying])::text[])))",
    "CHECK ((status = 'new'::text))",
    "CHECK ((status = ANY (ARRAY['a'::bpchar, 'b'::bpchar])))",
  ])('%s', (definition) => {
    expect(hasValueList(definition, 'status')).toBe(true);
  });

  test.each([
    "CHECK ((status <> ANY (ARRAY['new'::text])))",
    "CHECK (((status = ANY (ARRAY['new'::text])) OR (id > 5)))",
    "CHECK ((status = ANY (ARRAY['new'::text, lower(other)])))",
    "CHECK ((status = ANY (ARRAY['new'::text, 'old'::text]))) NOT VALID",
    "CHECK ((other = 'new'::text))",
    "CHECK ((lower(status) = 'new'::text))",
    "CHECK ((status ~ '^a'::text))",
  ])('not: %s', (definition) => {
    expect(hasValueList(definition, 'status')).toBe(false);
  });
});
