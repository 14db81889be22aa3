import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '../model/errors.ts';
import { quoteIdentifier, quoteLiteral } from '../syntax/names.ts';

/** Every statement of ours, by its path below `sql/`. */
export type SqlFileName =
  | 'catalog/activity'
  | 'catalog/attachments'
  | 'catalog/casts'
  | 'catalog/columns'
  | 'catalog/constraints'
  | 'catalog/database'
  | 'catalog/database-names'
  | 'catalog/defaults'
  | 'catalog/dependencies'
  | 'catalog/event-triggers'
  | 'catalog/functions'
  | 'catalog/indexes'
  | 'catalog/locked'
  | 'catalog/names'
  | 'catalog/partition-keys'
  | 'catalog/published-schemas'
  | 'catalog/readable'
  | 'catalog/relations'
  | 'catalog/roles'
  | 'catalog/tablespaces'
  | 'catalog/schemas'
  | 'catalog/table-owner'
  | 'catalog/triggers'
  | 'catalog/target-identity'
  | 'catalog/types'
  | 'catalog/session-facts'
  | 'catalog/session-settings'
  | 'catalog/schema-emptiness'
  | 'clean/list-objects'
  | 'clean/list-child-tables'
  | 'clean/list-database-objects'
  | 'clean/drop-schema'
  | 'fingerprint/objects'
  | 'fingerprint/schemas'
  | 'fingerprint/relations'
  | 'fingerprint/columns'
  | 'fingerprint/constraints'
  | 'fingerprint/indexes'
  | 'fingerprint/triggers'
  | 'fingerprint/rules'
  | 'fingerprint/policies'
  | 'fingerprint/sequences'
  | 'fingerprint/routines'
  | 'fingerprint/types'
  | 'fingerprint/operators'
  | 'fingerprint/text-search'
  | 'fingerprint/collations'
  | 'fingerprint/languages'
  | 'fingerprint/extensions'
  | 'fingerprint/foreign-data'
  | 'fingerprint/publications'
  | 'fingerprint/published-schemas'
  | 'fingerprint/subscriptions'
  | 'fingerprint/statistics'
  | 'fingerprint/event-triggers'
  | 'fingerprint/default-privileges'
  | 'fingerprint/system-grants'
  | 'fingerprint/sequence-values'
  | 'schema/objects'
  | 'schema/schemas'
  | 'schema/tables'
  | 'schema/views'
  | 'schema/constraints'
  | 'schema/indexes'
  | 'schema/sequences'
  | 'schema/triggers'
  | 'schema/rules'
  | 'schema/policies'
  | 'schema/routines'
  | 'schema/types'
  | 'schema/operators'
  | 'schema/text-search'
  | 'schema/collations'
  | 'schema/languages'
  | 'schema/extensions'
  | 'schema/foreign-data'
  | 'schema/publications'
  | 'schema/published-schemas'
  | 'schema/subscriptions'
  | 'schema/statistics'
  | 'schema/event-triggers'
  | 'schema/default-privileges'
  | 'schema/system-grants'
  | 'schema/dependencies'
  | 'schema/sequence-states'
  | 'schema/available-extensions'
  | 'schema/table-rows'
  | 'schema/column-statistics'
  | 'schema/insert-column-statistics'
  | 'schema/insert-rows'
  | 'control/create-halt'
  | 'control/create-journal'
  | 'control/create-schema'
  | 'control/halt'
  | 'control/has-halt'
  | 'control/open-halt'
  | 'control/resume'
  | 'control/share-halt'
  | 'control/share-schema'
  | 'data/filled-tables'
  | 'data/table-digest'
  | 'history/create-table'
  | 'history/has-row'
  | 'history/add-primary-key'
  | 'history/create-index'
  | 'history/select-rows'
  | 'history/insert-row'
  | 'history/update-row'
  | 'history/delete-failed-version'
  | 'history/delete-failed-repeatable'
  | 'kept/contents'
  | 'sample/checks'
  | 'sample/chosen-places'
  | 'sample/code-values'
  | 'sample/columns'
  | 'sample/copy-all'
  | 'sample/copy-chosen'
  | 'sample/copy-in'
  | 'sample/copy-places'
  | 'sample/count-loose'
  | 'sample/cut-references'
  | 'sample/database-size'
  | 'sample/foreign-keys'
  | 'sample/harmless-values'
  | 'sample/in-the-way'
  | 'sample/left-out'
  | 'sample/lock-tables'
  | 'sample/loose-references'
  | 'sample/materialized-views'
  | 'sample/rare-columns'
  | 'sample/rare-rows'
  | 'sample/referenced-by-all'
  | 'sample/referenced-by-chosen'
  | 'sample/referenced-by-places'
  | 'sample/sequence-values'
  | 'sample/table-sizes'
  | 'sample/tables'
  | 'sample/types'
  | 'lock/holder'
  | 'lock/progress'
  | 'lock/table-holder'
  | 'rows/table-names'
  | 'lock/waits'
  | 'rows/table-facts'
  | 'queries/extension'
  | 'queries/table-rows'
  | 'queries/top-statements'
  | 'observe/locks-of'
  | 'outside/builders'
  | 'outside/journal-forget'
  | 'outside/journal-note'
  | 'outside/journal-resolve'
  | 'outside/journal-retry'
  | 'outside/journal-rows'
  | 'outside/old-transactions'
  | 'outside/partitions'
  | 'outside/reindex-leftovers'
  | 'outside/table-state'
  | 'observe/relations'
  | 'observe/touched';

/** SQL text that is put in as it is: a number, a clause that we made. */
export interface RawSql {
  readonly sql: string;
}

/** A value for `:name` (raw SQL only), `:'name'` (text, list of texts or NULL) or `:"name"` (identifier). */
export type SqlValue = string | number | boolean | null | readonly string[] | RawSql;

const ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..', 'sql');
const VARIABLE = /:'(\w+)'|:"(\w+)"|(?<![:\w]):([a-z_]\w*)/g;
const COMMENT_LINE = /^--.*\n/gm;
const texts = new Map<SqlFileName, string>();

/** The statement of a file with its variables filled in, psql's way (`:'literal'`, `:"identifier"`, `:raw`). */
export function sqlStatement(name: SqlFileName, values: Readonly<Record<string, SqlValue>> = {}): string {
  let text = texts.get(name);
  if (text === undefined) {
    text = readFileSync(join(ROOT, `${name}.sql`), 'utf8')
      .replace(COMMENT_LINE, '')
      .trim();
    texts.set(name, text);
  }
  return text.replace(VARIABLE, (_match, literal: string | undefined, identifier: string | undefined, raw: string | undefined) => {
    const key = literal ?? identifier ?? raw ?? '';
    const value = values[key];
    if (value === undefined) throw new InternalError(`sql/${name}.sql needs a value for ${key}`);
    if (literal !== undefined) return literalText(value);
    if (identifier !== undefined && typeof value === 'string') return quoteIdentifier(value);
    return rawText(value, name, key);
  });
}

function literalText(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (Array.isArray(value)) return quoteLiteral(`{${value.map((item: string) => `"${item.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`);
  if (typeof value === 'object') return (value as RawSql).sql;
  return quoteLiteral(String(value));
}

function rawText(value: SqlValue, name: SqlFileName, key: string): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'object' && !Array.isArray(value)) return (value as RawSql).sql;
  throw new InternalError(`sql/${name}.sql: a text for :${key} would not be quoted`);
}
