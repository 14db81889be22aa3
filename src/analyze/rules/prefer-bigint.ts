import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { columnConstraint, newColumns, typeWord } from '../statement-parts.ts';
import type { ColumnDef } from 'libpg-query';

/** A key of four or two bytes. */
export const preferBigint: Rule = statementRule({
  id: 'prefer-bigint',
  title: 'A key that can run out',
  group: 'policy',
  severity: 'info',
  why: 'An integer key ends at 2,147,483,647 and a smallint one at 32,767; to change it later writes the table anew.',
  safer: 'bigint: four bytes more for each row, often none because of alignment.',
  documentation: 'https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-INT',
  alsoKnownAs: ['squawk prefer-bigint-over-int', 'squawk prefer-bigint-over-smallint', 'pgfence prefer-*'],
  check: ({ node }) =>
    newColumns(node)
      .filter(({ definition }) => TYPES.has(typeWord(definition.typeName)) && isKey(definition))
      .map(({ definition, range }) => ({
        message: `${range.relname ?? ''}.${definition.colname ?? ''} runs out at ${LARGEST.get(typeWord(definition.typeName)) ?? '2,147,483,647'}.`,
        relation: range.relname ?? null,
      })),
});

/** A primary key of its own, or a number that counts up. */
function isKey(definition: ColumnDef): boolean {
  return typeWord(definition.typeName).includes('serial') || columnConstraint(definition, 'CONSTR_PRIMARY', 'CONSTR_IDENTITY') !== null;
}

const TYPES: ReadonlySet<string> = new Set(['int4', 'int2', 'serial', 'serial4', 'smallserial', 'serial2']);
const LARGEST: ReadonlyMap<string, string> = new Map(['int2', 'smallserial', 'serial2'].map((type) => [type, '32,767']));
