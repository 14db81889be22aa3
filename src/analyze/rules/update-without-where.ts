import { sizedName } from '../findings.ts';
import { shownName, statementRule } from '../rule.ts';
import type { Rule } from '../rule.ts';

/** UPDATE that writes every row of an old table. */
export const updateWithoutWhere: Rule = statementRule({
  id: 'update-without-where',
  title: 'UPDATE of every row',
  group: 'lock',
  severity: 'medium',
  why: 'All rows are locked until the transaction ends and written anew (each leaves a dead version, and an entry in every index): writers of these rows wait, replicas lag, the table may double in size.',
  safer: 'Backfill in batches, each in a transaction of its own, or write a WHERE that says which rows are meant.',
  documentation: 'https://www.postgresql.org/docs/current/sql-update.html',
  alsoKnownAs: ['pgfence update-without-where', 'localtools update-all-rows', 'strong_migrations backfill'],
  check: (subject) =>
    subject.effects
      .filter((effect) => effect.kind === 'rows')
      .filter(({ operation, isWhole, relation }) => operation === 'update' && isWhole && relation.isPreExisting)
      .map(({ relation }) => {
        const table = subject.world.findRelation(relation.name, relation.schema);
        const size = { relation, rows: table?.rows ?? null, bytes: table?.bytes ?? null };
        return {
          message: `Every row of ${sizedName(subject, size)} is locked and written anew in one transaction.`,
          relation: shownName(subject.world, relation),
        };
      }),
});
