import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { rangeOf, relationNamed } from '../statement-parts.ts';
import type { Relation } from '../world/objects.ts';

/** A published table loses what identifies its rows. */
export const replicaIdentityChanged: Rule = statementRule<boolean>({
  id: 'replica-identity-changed',
  title: 'The replica identity changes',
  group: 'compatibility',
  severity: 'high',
  why: 'A table that is published needs a replica identity: its primary key, a unique index, or FULL. Without one every UPDATE and DELETE on it fails on the publisher.',
  safer:
    'ALTER TABLE ... REPLICA IDENTITY USING INDEX another unique index over NOT NULL columns first, or swap the primary key in one statement.',
  documentation: 'https://www.postgresql.org/docs/current/logical-replication-publication.html',
  alsoKnownAs: ['pg-schema-diff CORRECTNESS'],
  before: (node, world) => {
    const table = relationNamed(world, rangeOf(node));
    return (
      table !== null &&
      !table.isNew &&
      identifiesRows(table) &&
      world.others.some(({ what, relation }) => what === 'publication-table' && relation === table)
    );
  },
  check: (subject, wasIdentified) => {
    const table = relationNamed(subject.world, rangeOf(subject.node));
    if (!wasIdentified || table === null || identifiesRows(table)) return [];
    const name = shownName(subject.world, table);
    return [
      {
        message: `UPDATE and DELETE on ${name}, which is published, fail from now on: nothing identifies its rows.`,
        relation: name,
        severity: 'critical' as const,
      },
    ];
  },
});

function identifiesRows({ replicaIdentity, constraints, indexes }: Relation): boolean {
  if (replicaIdentity === 'full') return true;
  if (replicaIdentity === 'nothing') return false;
  if (replicaIdentity === 'index')
    return indexes.some(({ index }) => index?.isReplicaIdentity === true) || constraints.some(({ type }) => type === 'primary-key');
  return constraints.some(({ type }) => type === 'primary-key');
}
