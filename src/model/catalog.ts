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
  /** OID of the type; `typeName` is format_type without modifier, qualified where it is not on the system's path. */
  readonly typeOid: number;
  readonly typeModifier: number;
  readonly collation: string | null;
  readonly isNotNull: boolean;
  /** `''`, `a` (always), `d` (by default). */
  readonly identity: string;
  /** `''`, `s` (stored), `v` (virtual, 18). */
  readonly generated: string;
  /** pg_get_expr of the default or the generation expression. */
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
  /** pg_relation_size in bytes (0: no row was ever written or all was cut off). */
  readonly bytes: number;
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
  readonly isExtensionMember: boolean;
  /** pg_get_partkeydef of a partitioned table, `pg_get_expr(relpartbound)` of a partition. */
  readonly partitionKey: string | null;
  readonly partitionBound: string | null;
  /** OIDs of parents (inheritance or partitioning) in order. */
  readonly parents: readonly number[];
  readonly isDetachPending: boolean;
  /** View or materialized view: its query by pg_get_viewdef. */
  readonly definition: string | null;
  /** pg_stat_user_tables: scans and writes since the statistics were reset, null where it may not be read. */
  readonly activity: { readonly sequentialScans: number; readonly indexScans: number; readonly writes: number } | null;
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
  readonly operatorClasses: readonly string[];
  readonly collations: readonly (string | null)[];
  /** pg_get_indexdef. */
  readonly definition: string;
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
  /** pg_get_constraintdef. */
  readonly definition: string;
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
  readonly isExtensionMember: boolean;
  /** Range types: the subtype. */
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
  readonly defaultArguments: number;
  readonly isVariadic: boolean;
  readonly returnType: number;
  /** prosrc, or the text of prosqlbody. */
  readonly body: string;
  /** pg_get_functiondef, null for aggregates. */
  readonly definition: string | null;
  /** SET clauses: `search_path=app`. */
  readonly settings: readonly string[];
  readonly isExtensionMember: boolean;
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
}

export interface CatalogEventTrigger {
  readonly oid: number;
  readonly name: string;
  readonly event: string;
  readonly function: number;
  readonly enabled: string;
  readonly tags: readonly string[];
}

/** Objects of which only the name and the table matter. */
export interface CatalogAttachment {
  readonly oid: number;
  /** pg_policy, pg_rewrite, pg_statistic_ext, pg_publication, pg_publication_rel, pg_extension ... */
  readonly catalog: string;
  readonly name: string;
  readonly schema: string | null;
  readonly table: number;
  readonly definition: string | null;
  readonly owner: string | null;
}

export interface CatalogCast {
  readonly source: number;
  readonly target: number;
  /** castmethod: f, b, i. */
  readonly method: string;
  readonly function: number;
}

/** What the analysis knows of a database: everything that users made, and the settings that change what SQL means. */
export interface Catalog {
  readonly serverVersionNum: number;
  readonly database: string;
  readonly currentUser: string;
  readonly isSuperuser: boolean;
  /** Settings of the session that runs the migrations. */
  readonly settings: Readonly<Record<string, string>>;
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
  readonly dependencies: readonly CatalogDependency[];
  /** Names of built-in types by OID, as far as the facts use them: 23 -> `integer`... in pg_type.typname: `int4`. */
  readonly builtinTypes: Readonly<Record<number, string>>;
  /** What could not be read, for want of a privilege: shown in the report, and judged as unknown. */
  readonly unreadable: readonly string[];
}
