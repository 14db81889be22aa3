/** An object in a catalog: `pg_class` and its OID. */
export interface CatalogObject {
  readonly catalog: string;
  readonly oid: number;
  /** Column number for a column of a relation, else 0. */
  readonly sub: number;
}

/** A row of pg_depend (manual 52.18) between objects that users made. */
export interface CatalogDependency {
  readonly object: CatalogObject;
  readonly referenced: CatalogObject;
  /** n, a, i, P, S, e, x. */
  readonly type: string;
}

export interface CatalogColumn {
  readonly number: number;
  readonly name: string;
  readonly typeOid: number;
  /** atttypmod: -1 for none. */
  readonly typeModifier: number;
  /** `null`: the type's own. */
  readonly collation: string | null;
  readonly isNotNull: boolean;
  /** `''`, `a` (always), `d` (by default). */
  readonly identity: string;
  /** `''`, `s` (stored), `v` (virtual, 18). */
  readonly generated: string;
  /** Default or generation expression as PostgreSQL prints it, names qualified. */
  readonly defaultExpression: string | null;
  readonly isLocal: boolean;
  readonly inheritedTimes: number;
}

export interface CatalogRelation {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** relkind: r, p, v, m, i, I, S, f, c. */
  readonly kind: string;
  /** relpersistence: p, u, t. */
  readonly persistence: string;
  readonly owner: string;
  /** reltuples; -1 where never analysed. */
  readonly rows: number;
  /** pg_relation_size (0: no row was ever written or all was cut off); `null` while another session has it locked. */
  readonly bytes: number | null;
  /** relpages: pages at the last VACUUM or ANALYZE. */
  readonly pages: number;
  readonly hasToast: boolean;
  readonly tablespace: string | null;
  readonly accessMethod: string | null;
  /** OID of the composite type of OF, or null. */
  readonly ofType: number | null;
  readonly columns: readonly CatalogColumn[];
  readonly options: readonly string[];
  readonly replicaIdentity: string;
  readonly isPopulated: boolean;
  readonly hasRowSecurity: boolean;
  readonly partitionKey: CatalogPartitionKey | null;
  /** Of a partition: `FOR VALUES ...` or `DEFAULT`. */
  readonly partitionBound: string | null;
  /** OIDs of parents (inheritance or partitioning) in order. */
  readonly parents: readonly number[];
  readonly isDetachPending: boolean;
  /** View or materialized view: its query, names qualified; `null` where it could not be read. */
  readonly definition: string | null;
  /** pg_stat_user_tables: scans and writes since the statistics were reset, null where it may not be read. */
  readonly activity: CatalogActivity | null;
}

export interface CatalogActivity {
  readonly sequentialScans: number;
  readonly indexScans: number;
  readonly writes: number;
}

export interface CatalogPartitionKey {
  readonly table: number;
  /** r, l, h. */
  readonly strategy: string;
  /** Column numbers in the order of the key, 0 for an expression. */
  readonly columns: readonly number[];
  /** The expressions in order, parted by commas. */
  readonly expressions: string | null;
}

export interface CatalogIndex {
  /** OID of the index' own relation. */
  readonly oid: number;
  readonly table: number;
  readonly isUnique: boolean;
  readonly isPrimary: boolean;
  readonly isExclusion: boolean;
  readonly isValid: boolean;
  readonly isReady: boolean;
  readonly isClustered: boolean;
  readonly isReplicaIdentity: boolean;
  readonly nullsNotDistinct: boolean;
  /** How many of the columns are key columns; the others are INCLUDEd. */
  readonly keyColumns: number;
  /** Table column numbers in index order, 0 for an expression. */
  readonly columns: readonly number[];
  /** Of the key columns; `null`: the type's default. */
  readonly operatorClasses: readonly (string | null)[];
  /** Of the key columns; `null`: the column's own. */
  readonly collations: readonly (string | null)[];
  /** The expressions in order, parted by commas. */
  readonly expressions: string | null;
  readonly isPartial: boolean;
  /** `null` where there is none or where it could not be read. */
  readonly predicate: string | null;
  /** CREATE INDEX as PostgreSQL prints it (pg_get_indexdef), `null` where it could not be read. */
  readonly definition: string | null;
}

export interface CatalogConstraint {
  readonly oid: number;
  readonly name: string;
  /** contype: c, f, p, u, x, t, n. */
  readonly type: string;
  /** Table, 0 for a constraint of a domain. */
  readonly table: number;
  /** Domain, 0 for a constraint of a table. */
  readonly domain: number;
  readonly isValid: boolean;
  readonly isEnforced: boolean;
  readonly isNoInherit: boolean;
  readonly isLocal: boolean;
  readonly inheritedTimes: number;
  readonly parent: number;
  readonly index: number;
  readonly referencedTable: number;
  readonly columns: readonly number[];
  readonly referencedColumns: readonly number[];
  /** a, r, c, n, d. */
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly isDeferrable: boolean;
  /** CHECK: its condition; `null` where there is none or where it could not be read. */
  readonly expression: string | null;
  /** As PostgreSQL prints it (pg_get_constraintdef), `null` of a NOT NULL or where it could not be read. */
  readonly definition: string | null;
}

export interface CatalogType {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** typtype: b, c, d, e, p, r, m. */
  readonly type: string;
  readonly owner: string;
  readonly baseType: number;
  readonly baseTypeModifier: number;
  readonly isNotNull: boolean;
  readonly defaultExpression: string | null;
  /** Of an array type: its element. */
  readonly elementType: number;
  readonly arrayType: number;
  readonly relation: number;
  readonly enumLabels: readonly string[];
  /** Of a range its subtype, of a multirange its range. */
  readonly subtype: number;
}

export interface CatalogFunction {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** prokind: f, p, a, w. */
  readonly kind: string;
  readonly owner: string;
  readonly language: string;
  /** i, s, v. */
  readonly volatility: string;
  readonly isStrict: boolean;
  readonly isSecurityDefiner: boolean;
  readonly returnsSet: boolean;
  readonly argumentTypes: readonly number[];
  /** proargnames and proargmodes (i, o, b, v, t), OUT and TABLE ones too; without modes all are IN. */
  readonly parameterNames: readonly string[];
  readonly parameterModes: readonly string[];
  readonly defaultArguments: number;
  readonly isVariadic: boolean;
  readonly returnType: number;
  /** prosrc. */
  readonly body: string;
  /** A body of standard SQL: `RETURN ...` or `BEGIN ATOMIC ... END`. */
  readonly sqlBody: string | null;
  /** CREATE FUNCTION as PostgreSQL prints it, of functions whose body is SQL or PL/pgSQL text. */
  readonly definition: string | null;
  /** SET clauses: `search_path=app`. */
  readonly settings: readonly string[];
}

export interface CatalogTrigger {
  readonly oid: number;
  readonly name: string;
  readonly table: number;
  readonly function: number;
  /** tgenabled: O, D, R, A. */
  readonly enabled: string;
  /** tgtype bits (trigger.h): 1 row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate, 64 instead. */
  readonly bits: number;
  readonly columns: readonly number[];
  readonly isInternal: boolean;
  readonly constraint: number;
  readonly parent: number;
  /** pg_get_triggerdef; null: it was dropped meanwhile. */
  readonly definition?: string | null;
}

export interface CatalogEventTrigger {
  readonly oid: number;
  readonly name: string;
  readonly event: string;
  readonly function: number;
  /** evtenabled: O, D, R, A. */
  readonly enabled: string;
  readonly owner: string;
  readonly tags: readonly string[];
}

/** Objects of which only the name and the table matter. */
export interface CatalogAttachment {
  readonly oid: number;
  /** pg_policy, pg_rewrite, pg_statistic_ext, pg_publication, pg_publication_rel, pg_extension ... */
  readonly catalog: string;
  readonly name: string;
  readonly schema: string | null;
  /** The table it belongs to, 0 for none. */
  readonly table: number;
  readonly columns: readonly number[];
  readonly owner: string | null;
  /** Of a rule: CREATE RULE as PostgreSQL prints it. */
  readonly definition: string | null;
}

/** A default of a column, an object of its own in pg_depend. */
export interface CatalogDefault {
  readonly oid: number;
  readonly table: number;
  readonly column: number;
}

export interface CatalogCast {
  readonly oid: number;
  readonly source: number;
  readonly target: number;
  /** castcontext: i, a, e. */
  readonly context: string;
  /** castmethod: f, b, i. */
  readonly method: string;
  readonly function: number;
  /** Of its function. */
  readonly volatility: string | null;
}

/** What the analysis knows of a database: everything that users made, and the settings that change what SQL means. */
export interface Catalog {
  readonly serverVersionNum: number;
  readonly database: string;
  readonly currentUser: string;
  readonly isSuperuser: boolean;
  /** Where tables lie that name no tablespace. */
  readonly databaseTablespace: string;
  /** Settings of the session that runs the migrations, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** current_schemas(false): the schemas of the search path that exist. */
  readonly searchPath: readonly string[];
  readonly schemas: readonly { readonly oid: number; readonly name: string; readonly owner: string }[];
  readonly relations: readonly CatalogRelation[];
  readonly indexes: readonly CatalogIndex[];
  readonly constraints: readonly CatalogConstraint[];
  readonly types: readonly CatalogType[];
  readonly functions: readonly CatalogFunction[];
  readonly triggers: readonly CatalogTrigger[];
  readonly eventTriggers: readonly CatalogEventTrigger[];
  readonly attachments: readonly CatalogAttachment[];
  readonly casts: readonly CatalogCast[];
  readonly defaults: readonly CatalogDefault[];
  readonly dependencies: readonly CatalogDependency[];
  /** Names of PostgreSQL's own types by OID, as pg_type has them: 23 is `int4`. */
  readonly builtinTypes: Readonly<Record<number, string>>;
  /** What could not be read, for want of a privilege or since another session has it locked: shown in the report, and judged as unknown. */
  readonly unreadable: readonly string[];
}
