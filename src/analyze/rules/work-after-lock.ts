import type { WorkEffect } from '../../model/effect.ts';
import { plainSql } from '../clauses.ts';
import { waitingFindings } from '../findings.ts';
import { impactOn } from '../planned-effects.ts';
import { statementRule } from '../rule.ts';
import type { Rule, StatementSubject } from '../rule.ts';
import { workFor } from '../work-rule.ts';

/** Work under a lock that an earlier statement of the transaction took. */
export const workAfterLock: Rule = statementRule({
  id: 'work-after-lock',
  title: 'Work while an earlier statement of the transaction keeps others waiting',
  group: 'lock',
  severity: 'high',
  why: 'A lock is held to the end of the transaction, not of the statement. A backfill, a validation or just a long query after an ALTER TABLE runs under the lock of that ALTER TABLE.',
  safer: 'Give the work a migration of its own, before or after the one that takes the lock.',
  documentation: 'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
  alsoKnownAs: ['eugene E4', 'pgfence statement-after-access-exclusive', 'localtools long-lock', 'strong_migrations backfill'],
  check: (subject) => {
    const works = workFor(subject, 'work-after-lock');
    return works.length === 0
      ? []
      : waitingFindings(subject, 'work-after-lock', `Work under the lock of ${lockingStatement(subject, works)}`);
  },
});

function lockingStatement(subject: StatementSubject, works: readonly WorkEffect[]): string {
  const held = new Set(works.flatMap(({ under }) => under.map(({ relation }) => relation.id)));
  const earlier = subject.earlierInTransaction.find(({ effects }) =>
    effects.some((effect) => effect.kind === 'lock' && held.has(effect.relation.id) && impactOn(effect.relation, effect.mode) !== 'none'),
  );
  const text = plainSql(earlier?.sql ?? '').replaceAll(/\s+/gu, ' ');
  if (text === '') return 'an earlier statement';
  return text.length > MAX_SHOWN ? `"${text.slice(0, MAX_SHOWN)}..."` : `"${text}"`;
}

const MAX_SHOWN = 60;
