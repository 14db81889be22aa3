/** A string with its quotes, in the regular expressions of PostgreSQL. */
const STRING = String.raw`"(?:[^"\\]|\\.)*"`;
/** Up to the next string that is no key. All that stands before is consumed, so that no closing quote is taken for an opening one. */
const UP_TO_VALUE = String.raw`((?:[^"]+|${STRING}\s*:)*)${STRING}`;
const VALUE = '"masked"';
/** Keys that are no names of fields: with spaces, `@` or letters of a language. */
const STRANGE_KEY = String.raw`"(?![A-Za-z0-9_$./:-]*"\s*:)(?:[^"\\]|\\.)*"\s*:`;
const LONG_NUMBER = String.raw`\d{5,}`;
const OTHER_NUMBER = '10000';

/** Masks a JSON text: strings become one word, numbers of five and more digits another number, keys stay unless they look like data. */
export function maskJson(text: string): string {
  // The string at the end lets the last match end with a value; it is taken away again.
  const strings = `left(regexp_replace(${text} || '""', '${UP_TO_VALUE}', '\\1${VALUE}', 'g'), -${VALUE.length})`;
  return withoutLongNumbers(`regexp_replace(${strings}, '${STRANGE_KEY}', '"masked":', 'g')`);
}

/** As maskJson, but each string keeps its length and the kinds of its characters, and equal ones stay equal. Slower. */
export function maskJsonByShape(text: string, shape: (text: string) => string): string {
  const pattern = String.raw`(${STRING})(\s*:)?|([^"]+)`;
  const value = `to_json(${shape(`(j.part[1]::jsonb #>> '{}')`)})::text`;
  const key = `regexp_replace(j.part[1] || ':', '${STRANGE_KEY}', '"masked":')`;
  const part = `CASE WHEN j.part[1] IS NULL THEN ${withoutLongNumbers('j.part[3]')} WHEN j.part[2] IS NOT NULL THEN ${key} ELSE ${value} END`;
  return `(SELECT string_agg(${part}, '' ORDER BY j.at) FROM regexp_matches(${text}, '${pattern}', 'g') WITH ORDINALITY j (part, at))`;
}

function withoutLongNumbers(text: string): string {
  return `regexp_replace(${text}, '${LONG_NUMBER}', '${OTHER_NUMBER}', 'g')`;
}
