import type { SchemaStatement } from './schema-statement.ts';

const NAME = String.raw`((?:"(?:[^"]|"")*"|[^\s"(;])+)`;
const ALTERED = String.raw`^ALTER (?:FOREIGN )?TABLE (?:ONLY )?${NAME} `;
const MADE = new RegExp(String.raw`^CREATE (?:UNLOGGED |FOREIGN )?TABLE ${NAME}`, 'u');
const GIVES_VALUE = / (?:DEFAULT|GENERATED) /u;

/** What a statement asks of the rows that are there, by what it begins with. */
const CONDITIONS: readonly { readonly pattern: RegExp; readonly words: (table: string, name: string) => string }[] = [
  { pattern: new RegExp(String.raw`${ALTERED}ADD COLUMN ${NAME} .*NOT NULL`, 'su'), words: (table) => `no rows in ${table}` },
  {
    pattern: new RegExp(String.raw`${ALTERED}ALTER COLUMN ${NAME} SET NOT NULL`, 'u'),
    words: (table, name) => `no NULL in ${table}.${name}`,
  },
  {
    pattern: new RegExp(String.raw`${ALTERED}ALTER COLUMN ${NAME} TYPE .* USING `, 'su'),
    words: (table, name) => `values of ${table}.${name} that can be converted`,
  },
  {
    pattern: new RegExp(String.raw`${ALTERED}ADD CONSTRAINT ${NAME} `, 'u'),
    words: (table, name) => `rows of ${table} that fulfil ${name}`,
  },
  {
    pattern: new RegExp(String.raw`${ALTERED}VALIDATE CONSTRAINT ${NAME}`, 'u'),
    words: (table, name) => `rows of ${table} that fulfil ${name}`,
  },
  {
    pattern: new RegExp(String.raw`${ALTERED}ATTACH PARTITION ${NAME}`, 'u'),
    words: (table, name) => `rows of ${name} that belong into ${table}`,
  },
  {
    pattern: new RegExp(String.raw`^CREATE UNIQUE INDEX ${NAME} ON (?:ONLY )?${NAME}`, 'u'),
    words: (index, table) => `no duplicates in ${table} (${index})`,
  },
  {
    pattern: new RegExp(String.raw`^ALTER DOMAIN ${NAME} (?:ADD CONSTRAINT|VALIDATE CONSTRAINT|SET NOT NULL)`, 'u'),
    words: (domain) => `values of ${domain} that fulfil it`,
  },
];

/** What each statement needs of the rows that are there, which no schema tells; null: nothing. Tables that the statements make are empty. */
export function conditionsOf(statements: readonly SchemaStatement[]): readonly (string | null)[] {
  const made = new Set(statements.flatMap(({ sql }) => MADE.exec(sql)?.[1] ?? []));
  return statements.map(({ sql, needs }) => {
    if (needs !== null) return needs;
    for (const { pattern, words } of CONDITIONS) {
      const [, first = '', second = ''] = pattern.exec(sql) ?? [];
      if (first === '' || made.has(first) || made.has(second)) continue;
      if (sql.endsWith(' NOT VALID') || (/ ADD COLUMN /u.test(sql) && GIVES_VALUE.test(sql))) continue;
      return words(first, second);
    }
    return null;
  });
}
