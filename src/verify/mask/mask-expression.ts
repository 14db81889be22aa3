import { quoteIdentifier, quoteLiteral } from '../../syntax/names.ts';
import { chooseFieldMask, type Mask } from './choose-mask.ts';
import { maskJson, maskJsonByShape } from './mask-json.ts';
import type { Family, ValueType } from './value-type.ts';

/** How the source makes of a text what tells nothing of it, as SQL expressions. */
export interface Digest {
  /** 32 hexadecimal digits, which nobody can make without the secret. */
  hex(text: string): string;
  /** A number from 0 to 2^63 - 1, much quicker: for what is too little to tell anything, such as by how many days a date is moved. */
  number(text: string): string;
}

/** What an expression is made of. */
export interface MaskRequest {
  readonly mask: Mask;
  readonly type: ValueType;
  readonly maxLength: number | null;
  readonly isUnique: boolean;
  /** Equal without regard to case: the masked values must be equal as well. */
  readonly isCaseless: boolean;
}

/** In characters: what addresses of these forms take. */
const EMAIL_ENDS: readonly (readonly [end: string, digits: number])[] = [
  ['@mask.test', 16],
  ['@x.test', 8],
];
const URL_START = 'https://mask.test/';
const DIGEST_LENGTH = 32;
const SAFE_DIGITS = 16;
/** The largest that integers of a type can be. */
const PRIMES: Readonly<Record<string, number>> = { '"pg_catalog"."int2"': 32_749, '"pg_catalog"."int4"': 2_147_483_647 };

/**
 * The SQL that masks a value where it is, in the SELECT on the source. NULL stays NULL. Its text form is valid for the column's type; only of text columns is
 * it of that type. Equal values give equal ones for one digest.
 */
export function maskExpression(value: string, request: MaskRequest, digest: Digest): string {
  const { mask, type } = request;
  if (mask.method === 'keep') return value;
  if (mask.method === 'null') return 'NULL';
  switch (type.kind) {
    case 'array':
      return arrayExpression(value, { ...request, type: type.element, isUnique: false }, digest);
    case 'composite':
      return compositeExpression(value, type, digest);
    case 'scalar':
      return scalarExpression(value, request, type, digest);
  }
}

function arrayExpression(value: string, request: MaskRequest, digest: Digest): string {
  const name = aliasOf('e', value);
  // unnest would spread a composite value over columns.
  const isComposite = request.type.kind === 'composite';
  const element = isComposite ? `(${value})[${name}.at]` : `${name}.value`;
  const from = isComposite ? `generate_subscripts(${value}, 1) ${name} (at)` : `unnest(${value}) WITH ORDINALITY ${name} (value, at)`;
  const elements = `ARRAY(SELECT ${maskExpression(element, request, digest)} FROM ${from} ORDER BY ${name}.at)`;
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE ${elements} END`;
}

function compositeExpression(value: string, type: ValueType & { kind: 'composite' }, digest: Digest): string {
  const fields = type.fields.map((field) => {
    const mask = chooseFieldMask(field);
    const request = { ...field, mask, isUnique: false, isCaseless: isCaseless(field.type) };
    const expression = maskExpression(`(${value}).${quoteIdentifier(field.name)}`, request, digest);
    return mask.method === 'keep' ? expression : asType(expression, field.type);
  });
  // A row of NULLs "is null" as well, and is not the same.
  return `CASE WHEN ${value} IS NOT DISTINCT FROM NULL THEN NULL ELSE ROW(${fields.join(', ')})::${type.sqlName} END`;
}

/** An expression in the type itself: what is text is read as the type's input. */
function asType(expression: string, type: ValueType): string {
  if (type.kind === 'scalar') return `(${expression})::${type.sqlName}`;
  if (type.kind === 'array' && type.element.kind === 'scalar') return `(${expression})::${type.element.sqlName}[]`;
  return expression;
}

/** Whether values of a type are equal without regard to case. */
export function isCaseless(type: ValueType): boolean {
  return type.kind === 'scalar' && type.family === 'citext';
}

function scalarExpression(value: string, request: MaskRequest, type: ValueType & { kind: 'scalar' }, digest: Digest): string {
  const family: Family = type.family;
  if (family === 'text' || family === 'citext') return textExpression(value, request, digest);
  const hashed = digest.hex(`${value}::text`);
  const chance = digest.number(`${value}::text`);
  switch (request.mask.method) {
    case 'digits':
      return digitsExpression(value, type, hashed, request.isUnique ? digest : null);
    case 'noise':
      return noiseExpression(value, family, chance);
    case 'location':
      return family === 'point'
        ? `point((${value})[0] + (${unit(chance)} - 0.5)::float8 * 0.2, (${value})[1] + (${unit(`(${chance} >> 32)`)} - 0.5)::float8 * 0.2)`
        : `round(${value}::numeric + (${unit(chance)} - 0.5) * 0.2, 4)`;
    case 'date':
      return family === 'date' ? `${value} - (1 + ${chance} % 180)::int` : `${value} - make_interval(days => (1 + ${chance} % 180)::int)`;
    case 'network':
      return networkExpression(value, family, hashed, request.isUnique);
    case 'uuid':
      return `${hashed}::uuid`;
    case 'json':
      return maskJson(`${value}::text`);
    case 'json-shape':
      return maskJsonByShape(`${value}::text`, (text) => shapeExpression(text, digest.hex(text)));
    case 'bytes':
      return `substr(decode(repeat(${digest.hex(`encode(${value}, 'hex')`)}, length(${value}) / 16 + 1), 'hex'), 1, length(${value}))`;
    case 'empty':
      return family === 'xml'
        ? `CASE WHEN ${value} IS NULL THEN NULL ELSE '<masked/>' END`
        : `CASE WHEN ${value} IS NULL THEN NULL ELSE '' END`;
    case 'text':
      return family === 'hstore' ? hstoreExpression(value, type.schema, digest) : 'NULL';
    default:
      return 'NULL';
  }
}

function textExpression(value: string, request: MaskRequest, digest: Digest): string {
  const text = `${value}::text`;
  const hashed = digest.hex(request.isCaseless ? `lower(${text})` : text);
  const masked = textForm(text, hashed, request);
  const { harmless } = request.mask;
  if (harmless.length === 0) return masked;
  return `CASE WHEN ${text} IN (${harmless.map(quoteLiteral).join(', ')}) THEN ${text} ELSE ${masked} END`;
}

function textForm(text: string, hashed: string, { mask, maxLength, isUnique }: MaskRequest): string {
  const room = maxLength ?? Number.POSITIVE_INFINITY;
  const token = tokenExpression(hashed, room);
  const filler = isUnique ? token : fillerExpression(text, hashed, room);
  switch (mask.method) {
    case 'shape':
      return shapeExpression(text, hashed);
    case 'token':
      return token;
    case 'email': {
      const [end, digits] = EMAIL_ENDS.find(([one, least]) => one.length + least <= room) ?? [null, 0];
      return end === null
        ? filler
        : `left(${hashed}, ${Math.min(SAFE_DIGITS, Math.max(digits, room === Number.POSITIVE_INFINITY ? digits : room - end.length))}) || '${end}'`;
    }
    case 'url':
      return URL_START.length + SAFE_DIGITS <= room ? `'${URL_START}' || left(${hashed}, ${SAFE_DIGITS})` : filler;
    case 'phone':
      return phoneExpression(text, hashed, isUnique && room > SAFE_DIGITS);
    case 'name':
      if (isUnique) return token;
      return `left(CASE WHEN strpos(${text}, ' ') > 0 THEN initcap(overlay(left(${hashed}, 15) PLACING ' ' FROM 8)) ELSE initcap(left(${hashed}, 8)) END, ${Math.min(room, SAFE_DIGITS)})`;
    default:
      return filler;
  }
}

/** As many characters as there were. Most texts are short, and what is not needed for them costs a third. */
function fillerExpression(text: string, hashed: string, room: number): string {
  const short = `left(${hashed}, length(${text}))`;
  if (room <= DIGEST_LENGTH) return short;
  const long = `left(repeat(${hashed}, octet_length(${text}) / ${DIGEST_LENGTH} + 1), length(${text}))`;
  return `CASE WHEN octet_length(${text}) <= ${DIGEST_LENGTH} THEN ${short} ELSE ${long} END`;
}

/** Sixteen hexadecimal digits do for uniqueness among millions; with less room each character has to tell more. */
function tokenExpression(hashed: string, room: number): string {
  if (room >= DIGEST_LENGTH) return hashed;
  if (room >= SAFE_DIGITS) return `left(${hashed}, ${room})`;
  return `left(translate(encode(decode(${hashed}, 'hex'), 'base64'), '+/=', 'xy'), ${room})`;
}

function phoneExpression(text: string, hashed: string, isLong: boolean): string {
  const plus = `CASE WHEN left(${text}, 1) = '+' THEN '+' ELSE '' END`;
  const length = isLong ? '15' : `least(length(${text}) - (left(${text}, 1) = '+')::int, 18)`;
  return `${plus} || right('000000000000000000' || ${numberOf(hashed)}, ${length})`;
}

/** Each letter and digit becomes another one of its kind; what is neither stays, but for characters beyond ASCII. */
function shapeExpression(text: string, hashed: string): string {
  const name = aliasOf('c', text);
  const byte = `get_byte(${name}k.bytes, ((${name}.at + ${name}.at / 16) % 16)::int)`;
  const code = `ascii(${name}.value)`;
  const cases = [
    `WHEN ${code} BETWEEN 48 AND 57 THEN chr(48 + ${byte} % 10)`,
    `WHEN ${code} BETWEEN 65 AND 90 THEN chr(65 + ${byte} % 26)`,
    `WHEN ${code} BETWEEN 97 AND 122 THEN chr(97 + ${byte} % 26)`,
    `WHEN ${code} > 127 THEN 'x'`,
  ].join(' ');
  const characters = `unnest(string_to_array(${text}, NULL)) WITH ORDINALITY ${name} (value, at)`;
  // OFFSET keeps the planner from making the digest anew for each character.
  const bytes = `(SELECT decode(${hashed}, 'hex') OFFSET 0) ${name}k (bytes)`;
  return `CASE WHEN ${text} = '' THEN '' ELSE (SELECT string_agg(CASE ${cases} ELSE ${name}.value END, '' ORDER BY ${name}.at) FROM ${bytes}, ${characters}) END`;
}

/** As many digits as there were; of unique numbers (`unique`) others that are as unique. */
function digitsExpression(
  value: string,
  { family, sqlName }: ValueType & { kind: 'scalar' },
  hashed: string,
  unique: Digest | null,
): string {
  const prime = PRIMES[sqlName];
  if (unique !== null && prime !== undefined) {
    // Modulo a prime each number has another one.
    const chance = (what: string): string => `${unique.number(`'${what}'`)} % ${prime - 1}`;
    return `((abs(${value}::int8) * (1 + ${chance('factor')}) + ${chance('summand')}) % ${prime})`;
  }
  if (unique !== null) return `(100000000000000000 + ${numberOf(hashed)} % 900000000000000000)`;
  const digits = `right('000000000000000000' || ${numberOf(hashed)}, length(trunc(abs(${value}::numeric))::text) - 1)`;
  return `('1' || ${digits})${castOf(family)}`;
}

function noiseExpression(value: string, family: Family, chance: string): string {
  const factor = `(0.6 + 0.4 * ${unit(chance)})`;
  if (family === 'float') return `${value} * ${factor}::float8`;
  if (family === 'money') return `${value} * ${factor}::float8`;
  if (family === 'integer') return `round(${value} * ${factor})::int8`;
  return `round(${value} * ${factor}, scale(${value}))`;
}

function networkExpression(value: string, family: Family, hashed: string, isUnique: boolean): string {
  if (family === 'mac') return `('02' || substr(${hashed}, 1, 10))::macaddr`;
  if (family === 'mac8') return `('02' || substr(${hashed}, 1, 14))::macaddr8`;
  const six = `('fd00::'::inet + ${numberOf(hashed)})`;
  const four = `('10.0.0.0'::inet + ${numberOf(hashed)} % 16777216)`;
  const other = isUnique ? six : `CASE WHEN family(${value}) = 4 THEN ${four} ELSE ${six} END`;
  if (family === 'inet') return isUnique ? other : `set_masklen(${other}, masklen(${value}))`;
  return `network(set_masklen(${isUnique ? six : `(${other})`}, ${isUnique ? '128' : `masklen(${value})`}))::cidr`;
}

function hstoreExpression(value: string, schema: string, digest: Digest): string {
  const extension = quoteIdentifier(schema);
  const masked = fillerExpression('v.value', digest.hex('v.value'), Number.POSITIVE_INFINITY);
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE ${extension}.hstore(${extension}.akeys(${value}), ARRAY(SELECT ${masked} FROM unnest(${extension}.avals(${value})) WITH ORDINALITY v (value, at) ORDER BY v.at)) END`;
}

/** A name that is not taken where the expression stands: what lies deeper is longer. */
function aliasOf(letter: string, expression: string): string {
  return `${letter}${expression.length}`;
}

/** A number of up to 18 digits from a digest. */
function numberOf(hashed: string): string {
  return `('x' || left(${hashed}, 15))::bit(60)::int8`;
}

/** A number from 0 (inclusive) to 1 from one of chance. */
function unit(chance: string): string {
  return `((${chance} & 4294967295) / 4294967296.0)`;
}

function castOf(family: Family): string {
  return family === 'integer' ? '::int8' : '::numeric';
}
