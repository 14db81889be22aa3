import { expect, test } from 'vitest';
import { chooseMask, type MaskFacts } from '../../../src/verify/mask/choose-mask.ts';
import type { MaskMethod } from '../../../src/verify/mask/mask-method.ts';
import { valueTypes, type TypeRow } from '../../../src/verify/mask/read-value-types.ts';

const NO_PARTS = { part: null, isArray: false, baseModifier: -1, extension: null, fields: [], checks: [] } as const;
const BUILT_IN = [
  'text',
  'varchar',
  'int4',
  'int8',
  'numeric',
  'float8',
  'date',
  'timestamptz',
  'jsonb',
  'inet',
  'uuid',
  'bytea',
  'bool',
  'tsvector',
  'point',
  'jsonpath',
];
const ROWS: readonly TypeRow[] = [
  ...BUILT_IN.map((name, at) => ({ ...NO_PARTS, oid: at + 1, schema: 'pg_catalog', name, type: 'b' })),
  { ...NO_PARTS, oid: 100, schema: 'pg_catalog', name: '_text', type: 'b', part: 1, isArray: true },
  { ...NO_PARTS, oid: 101, schema: 'public', name: 'mood', type: 'e' },
  { ...NO_PARTS, oid: 102, schema: 'public', name: 'email_address', type: 'd', part: 1, checks: ["CHECK ((VALUE ~ '@'::text))"] },
  {
    ...NO_PARTS,
    oid: 103,
    schema: 'public',
    name: 'grade',
    type: 'd',
    part: 1,
    checks: ["CHECK ((VALUE = ANY (ARRAY['a'::text, 'b'::text])))"],
  },
  {
    ...NO_PARTS,
    oid: 104,
    schema: 'public',
    name: 'pair',
    type: 'c',
    fields: [
      ['a', 3, -1],
      ['b', 13, -1],
    ],
  },
  {
    ...NO_PARTS,
    oid: 105,
    schema: 'public',
    name: 'contact',
    type: 'c',
    fields: [
      ['a', 3, -1],
      ['b', 1, -1],
    ],
  },
  { ...NO_PARTS, oid: 106, schema: 'public', name: 'geometry', type: 'b', extension: 'postgis' },
  { ...NO_PARTS, oid: 107, schema: 'public', name: 'textrange', type: 'r', part: 1 },
  { ...NO_PARTS, oid: 108, schema: 'public', name: 'floatrange', type: 'r', part: 6 },
];

const typeOf = valueTypes(ROWS);

function methodFor(name: string, type: string, changes: Partial<MaskFacts> = {}): MaskMethod {
  const oid = ROWS.find((row) => row.name === type)?.oid ?? 0;
  const facts = { maxLength: null, isUnique: false, isKey: false, isListed: false, harmless: [], wanted: null };
  return chooseMask({ ...facts, name, type: typeOf(oid), ...changes }).method;
}

test.each<readonly [name: string, type: string, method: MaskMethod]>([
  ['email', 'text', 'email'],
  ['customerEMail', 'varchar', 'email'],
  ['correo_electronico', 'text', 'email'],
  ['mobilePhone', 'text', 'phone'],
  ['telefonnummer', 'text', 'text'],
  ['Telefon', 'text', 'phone'],
  ['first_name', 'text', 'name'],
  ['Nachname', 'text', 'name'],
  ['prénom', 'text', 'name'],
  ['apellidos', 'text', 'name'],
  ['created_by', 'text', 'name'],
  ['straße', 'text', 'text'],
  ['plz', 'varchar', 'shape'],
  ['iban', 'text', 'shape'],
  ['password_hash', 'text', 'text'],
  ['homepage_url', 'text', 'url'],
  ['anything', 'text', 'text'],
  ['whatever', 'email_address', 'email'],
  ['grade', 'grade', 'keep'],
  ['tags', '_text', 'text'],
  ['mood', 'mood', 'keep'],
  ['is_email_verified', 'bool', 'keep'],
  ['payload', 'jsonb', 'json'],
  ['last_ip', 'inet', 'network'],
  ['id', 'uuid', 'keep'],
  ['session_token', 'uuid', 'uuid'],
  ['content', 'bytea', 'bytes'],
  ['document', 'tsvector', 'empty'],
  ['home', 'point', 'location'],
  ['path', 'jsonpath', 'null'],
  ['where_it_is', 'geometry', 'null'],
  ['names', 'textrange', 'null'],
  ['weights', 'floatrange', 'keep'],
  ['pair', 'pair', 'keep'],
  ['contact', 'contact', 'text'],
  ['id', 'int8', 'keep'],
  ['amount', 'numeric', 'keep'],
  ['email_count', 'int4', 'keep'],
  ['address_id', 'int8', 'keep'],
  ['tax_id', 'int8', 'digits'],
  ['phone', 'int8', 'digits'],
  ['contact_no', 'int8', 'digits'],
  ['annual_salary', 'numeric', 'noise'],
  ['salary', 'float8', 'noise'],
  ['latitude', 'float8', 'location'],
  ['position', 'int4', 'keep'],
  ['date_of_birth', 'date', 'date'],
  ['geburtsdatum', 'date', 'date'],
  ['created_at', 'timestamptz', 'keep'],
])('%s %s: %s', (name, type, method) => {
  expect(methodFor(name, type)).toBe(method);
});

test('text is kept where it is known to be harmless, and only there', () => {
  expect(methodFor('status', 'text', { isListed: true })).toBe('keep');
  expect(methodFor('unit', 'varchar', { maxLength: 3 })).toBe('keep');
  expect(methodFor('pin', 'varchar', { maxLength: 3 })).toBe('text');
  const status = { name: 'status', type: typeOf(1), maxLength: null, isUnique: false, isKey: false, isListed: false, wanted: null };
  expect(chooseMask({ ...status, harmless: ['paid'] })).toEqual({ method: 'text', harmless: ['paid'] });
  // Few values, each often: that may be people as well.
  expect(chooseMask({ ...status, name: 'assignee', harmless: ['alice', 'bob'] })).toEqual({ method: 'name', harmless: [] });
});

test('what is asked for is done, where the type allows it', () => {
  expect(methodFor('email', 'text', { wanted: 'keep' })).toBe('keep');
  expect(methodFor('note', 'text', { wanted: 'null' })).toBe('null');
  expect(methodFor('code', 'text', { wanted: 'personal', isUnique: true })).toBe('token');
  expect(methodFor('weight', 'float8', { wanted: 'personal' })).toBe('noise');
  expect(methodFor('is_ill', 'bool', { wanted: 'personal' })).toBe('null');
  expect(methodFor('size', 'int4', { wanted: 'email' })).toBe('digits');
});

test('unique text is masked so that it stays unique; numbers that are keys stay, unless they are those of people', () => {
  expect(methodFor('slug', 'text', { isUnique: true })).toBe('token');
  expect(methodFor('phone_id', 'int8', { isKey: true })).toBe('keep');
  expect(methodFor('age', 'int4', { isKey: true })).toBe('keep');
  expect(methodFor('msisdn', 'int8', { isKey: true })).toBe('digits');
  expect(methodFor('ssn', 'int8', { isKey: true })).toBe('digits');
});
