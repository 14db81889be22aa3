import type { CreateStmt, IntoClause, Node } from 'libpg-query';
import type { Interpretation } from '../interpretation.ts';
import { optionsOf, optionText } from '../options.ts';

/** Tablespace, access method and storage parameters, as a new table takes them from its statement or from the session. */
export function storageFields(
  { world: { session } }: Interpretation,
  statement: Pick<CreateStmt & IntoClause, 'accessMethod' | 'options'> & {
    readonly tablespacename?: string;
    readonly tableSpaceName?: string;
  },
): { readonly tablespace: string | null; readonly accessMethod: string; readonly options: Map<string, string> } {
  const given = statement.tablespacename ?? statement.tableSpaceName ?? session.defaultTablespace;
  return {
    tablespace: given === '' || given === 'pg_default' ? null : given,
    accessMethod: statement.accessMethod ?? session.defaultTableAccessMethod,
    options: storageParameters(statement.options),
  };
}

/** `WITH (fillfactor = 70)` by name; those of `toast.` belong to another table. */
export function storageParameters(nodes: readonly Node[] | undefined): Map<string, string> {
  const own = [...optionsOf(nodes)].filter(([, { defnamespace }]) => defnamespace === undefined);
  return new Map(own.map(([name, option]) => [name, optionText(option)]));
}
