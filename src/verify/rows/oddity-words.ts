import { quoteIdentifier } from '../../syntax/names.ts';
import type { Oddity } from './peculiar-rows.ts';

/** What a column holds, as it stands behind `holds`. */
export function oddityWords({ holds, shown }: Oddity): string {
  switch (holds) {
    case 'rows':
      return 'a row';
    case 'null':
      return 'NULL';
    case 'twice':
      return 'the same value twice';
    case 'empty':
      return `nothing (${shown})`;
    case 'word':
      return `a word (${shown})`;
    case 'case':
      return `a word in upper case (${shown})`;
    case 'long':
      return `a long text (${shown})`;
    case 'zero':
    case 'negative':
    case 'large':
    case 'early':
    case 'late':
      return shown;
  }
}

/** A name as a person writes it: quoted only where it must be. */
export function shownName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/u.test(name) ? name : quoteIdentifier(name);
}

const TWICE = '23505';
const NUMBER_WANTED = /type (?:smallint|integer|bigint|numeric|real|double precision)/u;

/** A query that tells whether a database holds rows on which the same fails; null: there is no simple one. */
export function oddityQuestion(
  { table, column, holds }: Oddity,
  { message, sqlState }: { readonly message: string; readonly sqlState: string | null },
): string | null {
  if (column === null) return `SELECT EXISTS (SELECT FROM ${table})`;
  const name = shownName(column);
  const where = (condition: string): string => `SELECT EXISTS (SELECT FROM ${table} WHERE ${condition})`;
  switch (holds) {
    case 'null':
      return where(`${name} IS NULL`);
    case 'twice':
      return `SELECT EXISTS (SELECT FROM ${table} WHERE ${name} IS NOT NULL GROUP BY ${name} HAVING count(*) > 1)`;
    case 'case':
      if (sqlState !== TWICE) return numberQuestion(where, name, message);
      return `SELECT EXISTS (SELECT FROM ${table} GROUP BY lower(${name}) HAVING count(DISTINCT ${name}) > 1)`;
    case 'empty':
      return message.includes('json') || message.includes('array') ? null : where(`${name}::text = ''`);
    case 'word':
      return numberQuestion(where, name, message);
    case 'zero':
      return where(`${name} = 0`);
    case 'negative':
      return where(`${name} < 0`);
    case 'rows':
    case 'long':
    case 'large':
    case 'early':
    case 'late':
      return null;
  }
}

function numberQuestion(where: (condition: string) => string, name: string, message: string): string | null {
  return NUMBER_WANTED.test(message) ? where(`${name} !~ '^\\s*[-+]?[0-9.]+\\s*$'`) : null;
}
