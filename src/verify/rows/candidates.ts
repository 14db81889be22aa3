import { quoteLiteral } from '../../syntax/names.ts';
import { likeValues, matchingValues } from './matching-text.ts';
import type { PlainType } from './type-values.ts';
import { constant, inTurn, type Value } from './value.ts';

const LONGEST = 1000;
const own = (sql: (row: string) => string): Value => ({ sql, size: Infinity });

/** The constants of a condition, as PostgreSQL prints it. */
interface Constants {
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
}

/** Texts of the kinds that conditions ask for: addresses, codes, colours, numbers with zeros before, words in one case. */
const WORDS: readonly Value[] = [
  own((row) => `('a' || (${row}))`),
  own((row) => `(${row})::text`),
  own((row) => `('user' || (${row}) || '@example.com')`),
  own((row) => `('https://example.com/' || (${row}))`),
  own((row) => `translate((${row})::text, '0123456789', 'abcdefghij')`),
  own((row) => `translate((${row})::text, '0123456789', 'ABCDEFGHIJ')`),
  own((row) => `('A' || (${row}))`),
  own((row) => `('/' || (${row}))`),
  own((row) => `('+1555' || lpad((${row})::text, 7, '0'))`),
  own((row) => `('#' || lpad(to_hex(${row}), 6, '0'))`),
  own((row) => `md5((${row})::text)`),
  own((row) => `md5((${row})::text)::uuid::text`),
  own((row) => `('1.0.' || (${row}))`),
  constant("''"),
];

/**
 * Values of a column that its conditions might let through, likely ones first. They are guesses, made of the constants in the conditions: the server
 * says which of them pass.
 */
export function candidatesFor({ type }: PlainType, ordinary: Value | undefined, conditions: readonly string[]): readonly Value[] {
  const constants = constantsOf(conditions);
  const first = ordinary === undefined ? [] : [ordinary];
  if (type.kind === 'e') return [...first, ...type.labels.map((label) => constant(`${quoteLiteral(label)}::${type.sql}`))];
  if (type.category === 'N') return [...first, ...numbersFrom(type.sql, constants)];
  if (type.category === 'D') return [...first, ...momentsFrom(type.sql, constants)];
  if (type.category === 'B') return [...first, constant('true'), constant('false')];
  if (type.category === 'S') return [...textsFrom(constants, conditions), ...first, ...WORDS].map(castTo(type.sql));
  if (type.name === 'jsonb' || type.name === 'json') return [...first, ...documentsFrom(type.sql, constants)];
  if (type.element !== 0)
    return [
      ...first,
      constant(`'{}'::${type.sql}`),
      ...constants.texts.map((text) => constant(`ARRAY[${quoteLiteral(text)}]::${type.sql}`)),
    ];
  return first;
}

const STRING = /E?'((?:[^'\\]|''|\\.)*)'/gu;

function constantsOf(conditions: readonly string[]): Constants {
  const texts: string[] = [];
  const numbers: number[] = [];
  for (const condition of conditions) {
    for (const [literal, body = ''] of condition.matchAll(STRING)) {
      const plain = body.replaceAll("''", "'");
      const text = literal.startsWith('E') ? plain.replaceAll('\\\\', '\\') : plain;
      // A constant array is printed as one text.
      if (/^\{.*\}$/su.test(text))
        texts.push(
          ...text
            .slice(1, -1)
            .split(',')
            .map((item) => item.replaceAll('"', '')),
        );
      texts.push(text);
    }
    for (const [digits] of condition.replaceAll(STRING, ' ').matchAll(/(?<![\w.])\d+(?:\.\d+)?/gu)) numbers.push(Number(digits));
    for (const text of texts) if (/^-?\d+(?:\.\d+)?$/u.test(text)) numbers.push(Number(text));
  }
  return { texts: [...new Set(texts)], numbers: [...new Set(numbers)].toSorted((a, b) => a - b) };
}

function numbersFrom(type: string, { numbers }: Constants): readonly Value[] {
  // What a smallint can hold, and something added to it.
  const own = (sql: (row: string) => string): Value =>
    type === 'smallint' ? { sql: (row) => sql(`(${row}) % 30000`), size: 30_000 } : { sql, size: Infinity };
  const spans = numbers.flatMap((number, at) => {
    const low = Math.ceil(number);
    const high = Math.floor(numbers[at + 1] ?? low);
    return [span(low, high), span(low, high - 1), span(low + 1, high), span(low + 1, high - 1)].flat();
  });
  const around = numbers.flatMap((one) => [
    constant(String(one)),
    own((row) => `(${one} + (${row}))`),
    own((row) => `(${one} - (${row}))`),
  ]);
  const usual = ['1', '0', '2', '-1', '0.5'].map(constant);
  return [...spans, ...around, own((row) => `((${row}) + 1)`), ...usual, own((row) => `(-(${row}))`)].map(castTo(type));
}

/** The whole numbers from one to another: both ends first, so that a condition that one of them breaks is seen to be broken. */
function span(low: number, high: number): readonly Value[] {
  const size = high - low + 1;
  return size < 2 ? [] : [{ sql: (row) => `(${low} + (((${row}) - 1) * ${size - 1}) % ${size})`, size }];
}

function momentsFrom(type: string, { texts }: Constants): readonly Value[] {
  const moments = texts.filter((text) => /^-?\d{4,}-\d\d-\d\d|^\d\d:\d\d/u.test(text)).map((text) => `timestamptz ${quoteLiteral(text)}`);
  const isDay = type === 'date';
  const step = isDay ? 'day' : 'minute';
  const of = (text: string): string => text.replace(/^timestamptz /u, '') + `::${isDay ? 'date' : type}`;
  const after = moments.flatMap((text) => [
    own((row) => `(${of(text)} + (${row}) * interval '1 ${step}')`),
    { sql: (row: string) => `(${of(text)} + (1 + (${row}) % 27) * interval '1 ${step}')`, size: 27 },
    constant(of(text)),
    own((row) => `(${of(text)} - (${row}) * interval '1 ${step}')`),
  ]);
  const later = own((row) => `(timestamptz '2024-01-02 00:00+00' + (${row}) * interval '1 day')`);
  const earlier = own((row) => `(timestamptz '2023-12-31 00:00+00' - (${row}) * interval '1 day')`);
  return type.startsWith('time ') || type === 'interval' ? [] : [...after, later, earlier].map(castTo(type));
}

function textsFrom({ texts, numbers }: Constants, conditions: readonly string[]): readonly Value[] {
  const all = conditions.join(' ');
  const isPattern = /~/u.test(all);
  const isLike = /~~/u.test(all);
  const matching = isPattern ? texts.flatMap((text) => [...(isLike ? likeValues(text) : []), ...matchingValues(text)]) : [];
  const lengths = numbers.filter((length) => Number.isInteger(length) && length > 0 && length <= LONGEST);
  const long = lengths.flatMap((length) => [
    own((row) => `lpad((${row})::text, ${length}, '0')`),
    own((row) => `right(lpad(to_hex(${row}), ${length}, 'a'), ${length})`),
    own((row) => `lpad(translate((${row})::text, '0123456789', 'ABCDEFGHIJ'), ${length}, 'A')`),
  ]);
  return [...turn(texts), ...texts.map((text) => constant(quoteLiteral(text))), ...matching, ...long];
}

function turn(texts: readonly string[]): readonly Value[] {
  return texts.length === 0 ? [] : [inTurn(texts.map(quoteLiteral), 'text')];
}

function documentsFrom(type: string, { texts }: Constants): readonly Value[] {
  const keys = texts.filter((text) => text.length > 0 && text.length < 100 && !/[{}[\]]/u.test(text));
  const object = (value: (key: string) => string): Value =>
    constant(`jsonb_build_object(${keys.flatMap((key) => [quoteLiteral(key), value(key)]).join(', ')})::${type}`);
  return [
    ...["'{}'", "'[]'", `'"a"'`, "'1'"].map((text) => constant(`${text}::${type}`)),
    ...(keys.length === 0 ? [] : [object(() => "'a'::text"), object(() => '1'), object(() => "'[]'::jsonb"), object(() => "'{}'::jsonb")]),
  ];
}

function castTo(type: string): (value: Value) => Value {
  return ({ sql, size }) => ({ sql: (row) => `${sql(row)}::${type}`, size });
}
