import { listed, sizedTable } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { relationNamed } from '../statement-parts.ts';

/** UPDATE of a json or jsonb column over many rows. */
export const jsonbRewrite: Rule = statementRule({
  id: 'jsonb-rewrite',
  title: 'UPDATE of a jsonb column over many rows',
  group: 'correctness',
  severity: 'medium',
  why: 'A jsonb value is stored as one: to change a key of it the whole value is written anew, with its TOAST chunks and every entry in a GIN index. Over many rows that doubles the table, floods the WAL and makes replicas lag, and the rows are locked meanwhile.',
  safer: 'In batches by key, each in a transaction of its own; or take the key out into a column of its own.',
  documentation: 'https://www.postgresql.org/docs/current/storage-toast.html',
  alsoKnownAs: [],
  check: (subject) => {
    if (!('UpdateStmt' in subject.node)) return [];
    const { relation, targetList = [] } = subject.node.UpdateStmt;
    const table = relationNamed(subject.world, relation);
    if (table === null || table.isNew || relation === undefined) return [];
    const set = new Set(targetList.flatMap((node) => ('ResTarget' in node ? (node.ResTarget.name ?? '') : '')));
    const columns = table.columns
      .filter(({ name, use }) => set.has(name) && ['json', 'jsonb'].includes(use.type.name))
      .map(({ name }) => name);
    const isMany = subject.effects.some(
      (effect) =>
        (effect.kind === 'rows' && effect.operation === 'update' && effect.isWhole && effect.relation.id === table.id) ||
        (effect.kind === 'work' && effect.work === 'scan' && effect.relation.id === table.id),
    );
    if (columns.length === 0 || !isMany) return [];
    return [
      {
        message: `${listed(columns)} of many rows of ${sizedTable(subject.world, table)} is written anew in one transaction, each value as a whole.`,
        relation: shownName(subject.world, table),
      },
    ];
  },
});
