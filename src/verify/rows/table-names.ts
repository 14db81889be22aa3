import { queryPlanned } from '../../postgres/planned-query.ts';
import type { Session } from '../../postgres/session.ts';
import { sqlStatement } from '../../postgres/sql-files.ts';

/** A table as it is called now, with its columns by number. */
export interface TableName {
  readonly oid: number;
  /** Qualified, quoted where it must be. */
  readonly identity: string;
  readonly schema: string;
  readonly name: string;
  readonly columns: ReadonlyMap<number, { readonly name: string; readonly type: string }>;
}

/** All tables but partitions, by OID. One round trip. */
export async function readTableNames(
  session: Session,
  withoutRelations: readonly { readonly schema: string; readonly name: string }[],
): Promise<ReadonlyMap<number, TableName>> {
  const without = withoutRelations.map(({ schema, name }) => `${schema}.${name}`);
  const rows = await queryPlanned(session, sqlStatement('rows/table-names', { without_relations: without }), (statement) => statement);
  return new Map(
    rows.map(([oid, identity, schema, name, columns]) => {
      const listed = JSON.parse(columns ?? '[]') as readonly (readonly [number, string, string])[];
      const byNumber = new Map(listed.map(([number, column, type]) => [number, { name: column, type }]));
      return [Number(oid), { oid: Number(oid), identity: identity ?? '', schema: schema ?? '', name: name ?? '', columns: byNumber }];
    }),
  );
}
