import { postgresFacts } from '../facts/facts.ts';
import type { TypeUse } from '../world/objects.ts';
import { modifierText } from './type-modifier.ts';

/** Names that SQL has more than one word for, in the shorter spelling that people write. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ['varchar', 'varchar'],
  ['bpchar', 'char'],
  ['varbit', 'varbit'],
  ['timestamp', 'timestamp'],
  ['timestamptz', 'timestamptz'],
  ['time', 'time'],
  ['timetz', 'timetz'],
]);

/** Types whose modifier stands inside their name: `timestamp(3) with time zone`. */
const SPLIT = /^(timestamp|time)( with(?:out)? time zone)$/u;
const PLAIN_IDENTIFIER = /^[a-z_][a-z0-9_$]*$/u;
// The names of types do not differ between the majors that we know.
const NEWEST = 18;

/** A type as PostgreSQL prints it (format_type): `character varying(20)`, `numeric(12,2)`, `app.mood[]`. */
export function typeText(use: TypeUse): string {
  return textOf(use, (name) => postgresFacts(NEWEST).type(name)?.sqlName ?? name);
}

/** A type as people write it: `varchar(20)`, `timestamptz(3)`. */
export function shortTypeText(use: TypeUse): string {
  return textOf(use, (name) => SHORT.get(name) ?? postgresFacts(NEWEST).type(name)?.sqlName ?? name);
}

function textOf({ type, modifier }: TypeUse, nameOf: (name: string) => string): string {
  if (type.category === 'array' && type.element !== null) return `${textOf({ type: type.element, modifier }, nameOf)}[]`;
  if (type.schema !== 'pg_catalog') return qualified(type.schema, type.relation?.name ?? type.name);
  // Without a length, bit and char mean 1; the types without limit have names of their own (format_type.c).
  if (modifier < 0 && type.name === 'bpchar') return 'bpchar';
  if (modifier < 0 && type.name === 'bit') return '"bit"';
  const suffix = modifierText({ type, modifier });
  const name = nameOf(type.name);
  const [, head, tail] = SPLIT.exec(name) ?? [];
  return head === undefined ? `${name}${suffix}` : `${head}${suffix}${tail}`;
}

function qualified(schema: string, name: string): string {
  const quoted = quoteWhereNeeded(name);
  return schema === 'public' || schema === '?' ? quoted : `${quoteWhereNeeded(schema)}.${quoted}`;
}

function quoteWhereNeeded(name: string): string {
  return PLAIN_IDENTIFIER.test(name) || name === '?' ? name : `"${name.replaceAll('"', '""')}"`;
}
