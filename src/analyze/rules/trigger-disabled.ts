import { scriptRule } from '../rule.ts';
import type { Rule } from '../rule.ts';
import { rangeOf, subcommandsOfType } from '../statement-parts.ts';

/** Triggers are switched off and not on again. */
export const triggerDisabled: Rule = scriptRule({
  id: 'trigger-disabled',
  title: 'A trigger stays disabled',
  group: 'correctness',
  severity: 'medium',
  why: 'Until it is enabled again its checks, its audit rows and its derived values are missing. DISABLE TRIGGER ALL switches foreign keys off as well: rows that break them stay.',
  safer: 'ENABLE TRIGGER in the same migration; after DISABLE TRIGGER ALL look for rows that break foreign keys.',
  documentation: 'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-DISABLE-ENABLE-TRIGGER',
  alsoKnownAs: ['safe-migrate disable-trigger', 'pgfence enable-disable-trigger'],
  check: ({ statements }) =>
    statements.flatMap((statement, at) => {
      const range = rangeOf(statement.node);
      const off = subcommandsOfType(statement, 'AT_DisableTrig', 'AT_DisableTrigAll', 'AT_DisableTrigUser').map(
        ({ command }) => command.name ?? 'ALL',
      );
      if (off.length === 0) return [];
      const on = statements
        .slice(at + 1)
        .filter(({ node }) => rangeOf(node)?.relname === range?.relname)
        .flatMap((later) =>
          subcommandsOfType(later, 'AT_EnableTrig', 'AT_EnableTrigAll', 'AT_EnableTrigUser', 'AT_EnableAlwaysTrig').map(
            ({ command }) => command.name ?? 'ALL',
          ),
        );
      const left = off.filter((name) => !on.includes(name) && !on.includes('ALL'));
      return left.map((name) => ({
        message: `${name === 'ALL' ? 'All triggers' : `Trigger ${name}`} of ${range?.relname ?? ''} ${name === 'ALL' ? 'stay' : 'stays'} disabled.`,
        relation: range?.relname ?? null,
        statement,
      }));
    }),
});
