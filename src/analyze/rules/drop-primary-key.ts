import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { alterationsIn, rangeOf, relationNamed, subcommandsOfType } from '../statement-parts.ts';
import type { Constraint } from '../world/objects.ts';

/** A primary key is dropped. */
export const dropPrimaryKey: Rule = statementRule<readonly Constraint[]>({
  id: 'drop-primary-key',
  title: 'A primary key is dropped',
  group: 'data-loss',
  severity: 'high',
  why: 'Doubles and NULLs can come in at once; foreign keys that refer to it go with CASCADE, and logical replication of UPDATE and DELETE fails without another replica identity.',
  safer: 'Swap keys in one statement: ALTER TABLE ... DROP CONSTRAINT old, ADD CONSTRAINT new PRIMARY KEY USING INDEX idx.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-PRIMARY-KEYS',
  alsoKnownAs: ['pg-schema-diff CORRECTNESS'],
  before: (node, world) => {
    const table = relationNamed(world, rangeOf(node));
    const names = alterationsIn(node).flatMap(({ type, command }) => (type === 'AT_DropConstraint' ? (command.name ?? '') : []));
    return table === null || table.isNew
      ? []
      : table.constraints.filter(({ type, name }) => type === 'primary-key' && names.includes(name));
  },
  check: (subject, keys) => {
    const isSwapped = subcommandsOfType(subject, 'AT_AddConstraint', 'AT_AddIndexConstraint').some(
      ({ command: { def } }) => def !== undefined && 'Constraint' in def && def.Constraint.contype === 'CONSTR_PRIMARY',
    );
    const table = rangeOf(subject.node)?.relname ?? '';
    return isSwapped ? [] : keys.map(({ name }) => ({ message: `${table} has no primary key any more (${name}).`, relation: table }));
  },
});
