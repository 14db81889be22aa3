import { QuoteUtils } from '@pgsql/quotes';

/** An identifier as a person would write it: in double quotes only where PostgreSQL needs them (quote_identifier in ruleutils.c). */
export function shownIdentifier(name: string): string {
  return QuoteUtils.quoteIdentifier(name);
}

/** Identifiers joined by dots, each quoted only where needed. */
export function shownQualified(...names: readonly string[]): string {
  return names.map(shownIdentifier).join('.');
}
