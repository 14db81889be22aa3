import type { FuncCall } from 'libpg-query';
import type { Relation } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { words } from '../queries/walk.ts';
import { isNull, joined, knownText, NULL, numberOf, quoteIdentifier, quoteLiteral, scalar, textParts, UNKNOWN } from './values.ts';
import type { Value } from './values.ts';

/** The name of one of PostgreSQL's own functions, empty for others. */
export function functionNameOf({ funcname }: FuncCall): string {
  const names = words(funcname);
  return names.length === 1 || names[0] === 'pg_catalog' ? (names.at(-1) ?? '') : '';
}

type BuiltIn = (world: World, values: readonly Value[]) => Value;

/** The functions of PostgreSQL that scripts put SQL together with, or ask the catalog with. */
export function callBuiltIn(world: World, name: string, values: readonly Value[]): Value {
  return BUILT_IN.get(name)?.(world, values) ?? UNKNOWN;
}

/** A relation as regclass writes it: with its schema where the search path does not find it. */
export function relationValue(world: World, relation: Relation): Value {
  const isVisible = world.findRelation(relation.name) === relation;
  const name = quoteIdentifier(relation.name);
  return { kind: 'object', id: relation.id, text: isVisible ? name : `${quoteIdentifier(relation.schema)}.${name}` };
}

/** The parts of a name as SQL writes it: `public."My Table"`. */
export function nameParts(text: string): readonly string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"|([^."\s]+)/gu)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? (plain ?? '').toLowerCase(),
  );
}

/** The relation of a name in a text, as regclass reads it. */
export function relationOfName(world: World, text: string): Relation | null {
  const parts = nameParts(text);
  return world.findRelation(parts.at(-1) ?? '', parts.at(-2) ?? null);
}

const BUILT_IN: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  // What changes the database runs on its primary.
  ['pg_is_in_recovery', () => scalar(false)],
  ['concat', (_, values) => joined(values.flatMap((value) => textParts(value) ?? []))],
  ['concat_ws', (_, values) => withSeparator(values)],
  ['format', (_, values) => format(values)],
  ['quote_ident', (_, [value]) => onText(value, quoteIdentifier)],
  ['quote_literal', (_, [value]) => onText(value, quoteLiteral)],
  ['quote_nullable', (_, [value]) => (value !== undefined && isNull(value) ? scalar('NULL') : onText(value, quoteLiteral))],
  ['lower', (_, [value]) => onText(value, (text) => text.toLowerCase())],
  ['upper', (_, [value]) => onText(value, (text) => text.toUpperCase())],
  ['btrim', (_, [value, of]) => (of === undefined ? onText(value, (text) => text.trim()) : UNKNOWN)],
  ['trim', (_, [value, of]) => (of === undefined ? onText(value, (text) => text.trim()) : UNKNOWN)],
  ['chr', (_, [value]) => onNumber(value, (code) => scalar(String.fromCodePoint(code)))],
  ['length', (_, [value]) => onText(value, (text) => [...text].length)],
  ['char_length', (_, [value]) => onText(value, (text) => [...text].length)],
  ['replace', (_, values) => onTexts(values, ([text = '', from = '', to = '']) => (from === '' ? text : text.replaceAll(from, to)))],
  ['left', (_, [value, count]) => onText(value, (text) => text.slice(0, numberOf(count ?? UNKNOWN) ?? undefined))],
  [
    'lpad',
    (_, [value, count, fill]) =>
      onText(value, (text) => text.padStart(numberOf(count ?? UNKNOWN) ?? 0, knownText(fill ?? scalar(' ')) ?? ' ')),
  ],
  ['starts_with', (_, values) => onTexts(values, ([text = '', start = '']) => text.startsWith(start))],
  ['position', (_, values) => onTexts(values, ([part = '', text = '']) => text.indexOf(part) + 1)],
  ['strpos', (_, values) => onTexts(values, ([text = '', part = '']) => text.indexOf(part) + 1)],
  ['string_to_array', (_, values) => splitText(values)],
  ['array_length', (_, [list]) => (list?.kind === 'list' ? scalar(list.items.length === 0 ? null : list.items.length) : UNKNOWN)],
  ['cardinality', (_, [list]) => (list?.kind === 'list' ? scalar(list.items.length) : UNKNOWN)],
  [
    'array_to_string',
    (_, [list, separator]) => (list?.kind === 'list' && separator !== undefined ? withSeparator([separator, ...list.items]) : UNKNOWN),
  ],
  ['to_regclass', (world, [name]) => toRegclass(world, name)],
  ['to_regtype', (world, [name]) => toRegtype(world, name)],
  ['to_regnamespace', (world, [name]) => toRegnamespace(world, name)],
  ['current_schema', (world) => scalar(world.creationSchema())],
  ['current_setting', (world, [name]) => setting(world, name)],
  ['pg_table_is_visible', (world, [relation]) => isVisible(world, relation)],
  ['pg_get_userbyid', () => UNKNOWN],
  ['obj_description', () => UNKNOWN],
]);

function onText(value: Value | undefined, run: (text: string) => string | number): Value {
  if (value === undefined) return UNKNOWN;
  if (isNull(value)) return NULL;
  const text = knownText(value);
  // Lower and upper letters, quotes and blanks hardly change what text with gaps means.
  return text === null ? { kind: 'text', parts: textParts(value) ?? [null] } : scalar(run(text));
}

function onTexts(values: readonly Value[], run: (texts: readonly string[]) => string | number | boolean): Value {
  const texts = values.map(knownText);
  if (texts.includes(null)) return values.some(isNull) ? NULL : UNKNOWN;
  return scalar(run(texts.map((text) => text ?? '')));
}

function onNumber(value: Value | undefined, run: (number: number) => Value): Value {
  const number = value === undefined ? null : numberOf(value);
  return number === null ? UNKNOWN : run(number);
}

function withSeparator([separator = UNKNOWN, ...values]: readonly Value[]): Value {
  const between = textParts(separator) ?? [''];
  const parts = values.flatMap((value) => {
    const own = textParts(value);
    return own === null ? [] : [own];
  });
  return joined(parts.flatMap((own, at) => (at === 0 ? own : [...between, ...own])));
}

/** `%s`, `%I`, `%L` with positions and widths (manual 9.4.1). */
function format([pattern = UNKNOWN, ...values]: readonly Value[]): Value {
  if (isNull(pattern)) return NULL;
  const text = knownText(pattern);
  if (text === null) return UNKNOWN;
  let next = 0;
  const parts: (string | null)[] = [];
  for (const [whole, plain, position, conversion] of text.matchAll(/([^%]+)|%(?:(\d+)\$)?-?\d*([sIL%])/gu)) {
    if (plain !== undefined || conversion === '%') {
      parts.push(conversion === '%' ? '%' : whole);
      continue;
    }
    if (position !== undefined) next = Number(position) - 1;
    parts.push(...converted(values[next++] ?? UNKNOWN, conversion ?? 's'));
  }
  return joined(parts);
}

function converted(value: Value, conversion: string): readonly (string | null)[] {
  if (isNull(value)) return [conversion === 'L' ? 'NULL' : ''];
  const text = knownText(value);
  if (conversion === 's') return textParts(value) ?? [''];
  if (conversion === 'L') return text === null ? ["'", null, "'"] : [quoteLiteral(text)];
  return text === null ? (textParts(value) ?? [null]) : [quoteIdentifier(text)];
}

function splitText([value = UNKNOWN, separator = UNKNOWN]: readonly Value[]): Value {
  const [text, between] = [knownText(value), knownText(separator)];
  if (text === null || between === null) return UNKNOWN;
  return { kind: 'list', items: text === '' ? [] : text.split(between).map((part) => scalar(part)) };
}

/** In an open world a name that is not there may be there all the same. */
function toRegclass(world: World, name: Value = UNKNOWN): Value {
  const text = knownText(name);
  if (text === null || /^pg_catalog\.|^pg_|^information_schema\./u.test(text)) return UNKNOWN;
  const found = relationOfName(world, text);
  if (found !== null) return relationValue(world, found);
  return world.isOpen ? UNKNOWN : NULL;
}

function toRegtype(world: World, name: Value = UNKNOWN): Value {
  const parts = nameParts(knownText(name) ?? '');
  const found = parts.length === 0 ? null : world.findType(parts.at(-1) ?? '', parts.at(-2) ?? null);
  if (found !== null) return { kind: 'object', id: found.id, text: found.name };
  return world.isOpen || parts.length === 0 ? UNKNOWN : NULL;
}

function toRegnamespace(world: World, name: Value = UNKNOWN): Value {
  const text = knownText(name);
  const schema = text === null ? undefined : world.schemas.get(text);
  if (schema !== undefined) return { kind: 'object', id: schema.id, text: schema.name };
  return world.isOpen || text === null ? UNKNOWN : NULL;
}

function setting(world: World, name: Value = UNKNOWN): Value {
  switch (knownText(name)?.toLowerCase()) {
    case 'search_path':
      return scalar(world.session.searchPath.map(quoteIdentifier).join(', '));
    case 'timezone':
      return scalar(world.session.timeZone);
    case 'session_replication_role':
      return scalar(world.session.replicationRole);
    case 'role':
      return scalar(world.session.user);
    case 'server_version_num':
      // The minor version is not known; scripts compare with the first of a major one.
      return scalar(world.majorVersion * 10_000);
    case 'server_version':
      return scalar(String(world.majorVersion));
    default:
      return UNKNOWN;
  }
}

function isVisible(world: World, value: Value = UNKNOWN): Value {
  const id = numberOf(value);
  const relation = id === null ? undefined : world.allRelations().find((one) => one.id === id);
  return relation === undefined ? UNKNOWN : scalar(world.findRelation(relation.name) === relation);
}
