import type { Node } from 'libpg-query';
import type { Population, RelationKind } from '../../model/effect.ts';

/** What every object of the world has: a number of its own, a name, and where it lies. */
interface Named {
  readonly id: number;
  name: string;
  /** Made by the batch under analysis; its lock and its work hurt nobody. */
  isNew: boolean;
  isDropped: boolean;
  owner: string | null;
  isExtensionMember: boolean;
}

export interface SchemaObject extends Named {
  readonly kind: 'schema';
}

/** A type: one of PostgreSQL's own (schema pg_catalog), or a user's. */
export interface TypeObject extends Named {
  readonly kind: 'type';
  schema: string;
  /** `unknown`: named by the text, not known to us. */
  readonly category: 'base' | 'enum' | 'domain' | 'composite' | 'range' | 'multirange' | 'array' | 'pseudo' | 'unknown';
  /** Of an array. */
  readonly element: TypeObject | null;
  /** Of a domain: its base type with modifier. */
  readonly base: TypeUse | null;
  isNotNull: boolean;
  defaultExpression: Node | null;
  /** CHECK and NOT NULL constraints of a domain. */
  readonly constraints: Constraint[];
  labels: string[];
  /** Enum labels added in the present transaction: 55P04 when used. */
  readonly newLabels: Set<string>;
  /** Of a composite type or the row type of a table. */
  readonly relation: Relation | null;
  readonly subtype: TypeObject | null;
}

/** A type with its modifier as atttypmod has it (-1: none). */
export interface TypeUse {
  readonly type: TypeObject;
  readonly modifier: number;
}

export interface Column extends Named {
  readonly kind: 'column';
  readonly relation: Relation;
  use: TypeUse;
  collation: string | null;
  isNotNull: boolean;
  identity: '' | 'always' | 'by-default';
  generated: '' | 'stored' | 'virtual';
  defaultExpression: Node | null;
  isLocal: boolean;
  inheritedTimes: number;
  /** Known or assumed: in an open world a column that the text names may exist without our having seen it. */
  readonly isAssumed: boolean;
}

export type ConstraintType = 'check' | 'foreign-key' | 'primary-key' | 'unique' | 'exclusion' | 'not-null' | 'trigger';

export interface Constraint extends Named {
  readonly kind: 'constraint';
  readonly type: ConstraintType;
  readonly relation: Relation | null;
  readonly domain: TypeObject | null;
  isValid: boolean;
  isEnforced: boolean;
  isNoInherit: boolean;
  isLocal: boolean;
  inheritedTimes: number;
  columns: Column[];
  /** CHECK: its condition. */
  expression: Node | null;
  index: Relation | null;
  readonly referenced: Relation | null;
  readonly referencedColumns: Column[];
  readonly onDelete: ReferentialAction;
  readonly onUpdate: ReferentialAction;
  isDeferrable: boolean;
  /** The constraint on the partitioned parent that this one belongs to. */
  parent: Constraint | null;
  /** As the server prints it (pg_get_constraintdef), where the world was read from one. */
  definition?: string;
}

export type ReferentialAction = 'no-action' | 'restrict' | 'cascade' | 'set-null' | 'set-default';

/** One key of an index: a column or an expression. */
export interface IndexKey {
  readonly column: Column | null;
  readonly expression: Node | null;
  /** Operator class as it was given or read; null: the type's default. */
  readonly operatorClass: string | null;
  readonly collation: string | null;
}

export interface IndexDefinition {
  readonly table: Relation;
  isUnique: boolean;
  isPrimary: boolean;
  isExclusion: boolean;
  isValid: boolean;
  isClustered: boolean;
  isReplicaIdentity: boolean;
  readonly nullsNotDistinct: boolean;
  readonly method: string;
  keys: readonly IndexKey[];
  readonly included: readonly Column[];
  predicate: Node | null;
  /** Index of the partitioned parent that this one is attached to. */
  parent: Relation | null;
  /** As the server prints it (pg_get_indexdef), or the statement that made it. */
  definition?: string;
}

export interface PartitionKey {
  readonly strategy: 'range' | 'list' | 'hash';
  readonly keys: readonly { readonly column: Column | null; readonly expression: Node | null }[];
}

/** `PartitionBoundSpec` of the parser, DEFAULT included. */
export type PartitionBound = Extract<Node, { PartitionBoundSpec: unknown }>['PartitionBoundSpec'];

export interface Relation extends Named {
  readonly kind: 'relation';
  relkind: RelationKind;
  schema: string;
  persistence: 'permanent' | 'unlogged' | 'temporary';
  /** Live columns in order. */
  columns: Column[];
  population: Population;
  /** Rows and bytes of the table's own file where they are known (target, --assume-rows). */
  rows: number | null;
  bytes: number | null;
  hasToast: boolean;
  tablespace: string | null;
  accessMethod: string | null;
  ofType: TypeObject | null;
  /** Storage parameters by name. */
  readonly options: Map<string, string>;
  replicaIdentity: 'default' | 'full' | 'nothing' | 'index';
  hasRowSecurity: boolean;
  readonly constraints: Constraint[];
  /** Indexes on this table or materialized view. */
  readonly indexes: Relation[];
  readonly triggers: Trigger[];
  readonly rules: Attachment[];
  readonly policies: Attachment[];
  /** Inheritance and partitioning. */
  readonly parents: Relation[];
  readonly children: Relation[];
  partitionKey: PartitionKey | null;
  partitionBound: PartitionBound | null;
  isDetachPending: boolean;
  /** Of an index. */
  index: IndexDefinition | null;
  /** Of a view or materialized view. */
  query: Node | null;
  /** Materialized views: WITH NO DATA leaves them unpopulated. */
  isPopulated: boolean;
  /** Sequences: the column that owns it. */
  ownedBy: Column | null;
  /** Assumed to exist since the text names it and nothing said that it does not, or with columns that come from such a one (lint only). */
  isAssumed: boolean;
  readonly activity: { readonly sequentialScans: number; readonly indexScans: number; readonly writes: number } | null;
}

export interface Trigger extends Named {
  readonly kind: 'trigger';
  readonly relation: Relation;
  function: FunctionObject | null;
  readonly isRow: boolean;
  readonly timing: 'before' | 'after' | 'instead';
  readonly events: ReadonlySet<'insert' | 'delete' | 'update' | 'truncate'>;
  readonly columns: readonly Column[];
  enabled: 'origin' | 'disabled' | 'replica' | 'always';
  readonly isConstraint: boolean;
  /** As the server prints it (pg_get_triggerdef), where the world was read from one. */
  readonly definition?: string | null;
}

export interface FunctionObject extends Named {
  readonly kind: 'function';
  schema: string;
  prokind: 'function' | 'procedure' | 'aggregate' | 'window';
  language: string;
  volatility: 'immutable' | 'stable' | 'volatile';
  isStrict: boolean;
  isSecurityDefiner: boolean;
  returnsSet: boolean;
  arguments: TypeObject[];
  /** Names (empty: without) and modes of its parameters, OUT and TABLE ones too; bodies use them. Empty where nothing is known. */
  parameters: readonly { readonly name: string; readonly mode: 'in' | 'out' | 'inout' | 'variadic' | 'table' }[];
  defaultArguments: number;
  /** What stands for the last input arguments where a call leaves them out, as many as are known. */
  argumentDefaults: readonly Node[];
  isVariadic: boolean;
  returns: TypeObject | null;
  /** The body's text (prosrc). */
  body: string;
  /** BEGIN ATOMIC or RETURN: the parsed body. */
  sqlBody: Node | null;
  /** The CREATE FUNCTION statement that PL/pgSQL's parser wants; null where it is not known. */
  definition: string | null;
  settings: string[];
}

export interface EventTrigger extends Named {
  readonly kind: 'event-trigger';
  readonly event: string;
  readonly function: FunctionObject | null;
  readonly tags: readonly string[];
  isEnabled: boolean;
}

/** Policies, rules, statistics objects, publications, extensions, casts, operators and others of which name and table suffice. */
export interface Attachment extends Named {
  readonly kind: 'attachment';
  /** `policy`, `rule`, `statistics`, `publication`, `publication-table`, `extension`, `server`, `operator`, `default` ... */
  readonly what: string;
  schema: string | null;
  readonly relation: Relation | null;
  readonly columns: readonly Column[];
  /** Of a rule: its CREATE RULE statement (`RuleStmt`), null where it is not known. */
  readonly definition: Node | null;
}

export type WorldObject = SchemaObject | TypeObject | Column | Constraint | Relation | Trigger | FunctionObject | EventTrigger | Attachment;

/** pg_depend's kinds (manual 52.18): what happens to the dependent one when the other is dropped. */
export type DependencyType = 'normal' | 'auto' | 'internal' | 'partition' | 'extension';

export interface Dependency {
  readonly dependent: WorldObject;
  readonly on: WorldObject;
  readonly type: DependencyType;
}
