import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { addedConstraints, newColumns } from '../statement-parts.ts';
import type { Node } from 'libpg-query';

/** A new name that breaks the project's pattern. */
export const namingConvention: Rule = statementRule({
  id: 'naming-convention',
  title: 'A name that breaks the convention',
  group: 'policy',
  severity: 'low',
  why: 'The project says how its tables, columns, indexes and constraints are named (flyback.names.*).',
  safer: 'Choose a name that matches the pattern.',
  documentation: 'https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS',
  alsoKnownAs: ['Atlas NM101'],
  check: (subject) => {
    const { namePatterns } = subject.policy;
    if (namePatterns.size === 0) return [];
    return newNames(subject).flatMap(({ kind, name }) => {
      const pattern = namePatterns.get(kind);
      return pattern === undefined || pattern.test(name)
        ? []
        : [{ message: `The name of the ${kind} ${name} does not match ${pattern.source}.` }];
    });
  },
});

interface NewName {
  readonly kind: string;
  readonly name: string;
}

function newNames(subject: StatementSubject): readonly NewName[] {
  const { node } = subject;
  const columns = newColumns(node).map(({ definition }) => ({ kind: 'column', name: definition.colname ?? '' }));
  const constraints = addedConstraints(subject).flatMap(({ constraint }) =>
    constraint.conname === undefined ? [] : [{ kind: 'constraint', name: constraint.conname }],
  );
  return [...columns, ...constraints, ...ownName(node)];
}

function ownName(node: Node): readonly NewName[] {
  if ('CreateStmt' in node) return [{ kind: 'table', name: node.CreateStmt.relation?.relname ?? '' }];
  if ('IndexStmt' in node) return node.IndexStmt.idxname === undefined ? [] : [{ kind: 'index', name: node.IndexStmt.idxname }];
  if (!('RenameStmt' in node)) return [];
  const kind = RENAMED[node.RenameStmt.renameType ?? ''];
  return kind === undefined ? [] : [{ kind, name: node.RenameStmt.newname ?? '' }];
}

const RENAMED: Readonly<Record<string, string>> = {
  OBJECT_TABLE: 'table',
  OBJECT_COLUMN: 'column',
  OBJECT_INDEX: 'index',
  OBJECT_TABCONSTRAINT: 'constraint',
};
