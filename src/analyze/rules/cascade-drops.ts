import { listed } from '../findings.ts';
import { statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { alterationsIn, nameOfNode, subcommandsOfType } from '../statement-parts.ts';
import type { Node } from 'libpg-query';

/** CASCADE that takes along what the statement does not name. */
export const cascadeDrops: Rule = statementRule({
  id: 'cascade-drops',
  title: 'CASCADE takes along more than is named',
  group: 'data-loss',
  severity: 'high',
  why: 'CASCADE drops whatever depends on the object, and what depends on that: views, foreign keys, defaults, columns, tables. A foreign key that goes locks the other table with ACCESS EXCLUSIVE.',
  safer: 'Drop each of them by name, without CASCADE: then PostgreSQL refuses where you have overlooked one.',
  documentation: 'https://www.postgresql.org/docs/current/ddl-depend.html',
  alsoKnownAs: ['pg-schema-diff HAS_UNTRACKABLE_DEPENDENCIES'],
  check: (subject) => {
    if (!isCascading(subject.node)) return [];
    const schemas =
      'DropStmt' in subject.node && subject.node.DropStmt.removeType === 'OBJECT_SCHEMA'
        ? (subject.node.DropStmt.objects ?? []).map((node) => nameOfNode(node).name)
        : [];
    const isElsewhere = (name: string): boolean => !schemas.some((schema) => name.startsWith(`${schema}.`));
    const lost = subject.effects
      .filter((effect) => effect.kind === 'destroy')
      .filter(({ isCascade, what }) => isCascade && what !== 'column');
    const dropped = subject.effects.filter((effect) => effect.kind === 'dependent').filter(({ change }) => change === 'dropped');
    const dropsColumn = subcommandsOfType(subject, 'AT_DropColumn').length > 0;
    const isOwn = (what: string, name: string): boolean =>
      name.includes('_not_null on ') || (subject.kind === 'AlterTableStmt' && (what === 'index' || (what === 'constraint' && dropsColumn)));
    const names = [...lost, ...dropped]
      .filter(({ name, what }) => isElsewhere(name) && !isOwn(what, name))
      .map(({ what, name }) => `${what} ${name}`);
    if (names.length === 0) return [];
    const severity = lost.some(({ what }) => what === 'table') ? ('critical' as const) : ('high' as const);
    return [{ message: `CASCADE also drops ${listed(names, 8)}.`, severity }];
  },
});

function isCascading(node: Node): boolean {
  if ('DropStmt' in node) return node.DropStmt.behavior === 'DROP_CASCADE';
  if ('AlterTableStmt' in node)
    return alterationsIn(node).some(({ type, command }) => command.behavior === 'DROP_CASCADE' && type.startsWith('AT_Drop'));
  return 'AlterDomainStmt' in node && node.AlterDomainStmt.behavior === 'DROP_CASCADE';
}
