import type { ValueType } from '../mask/value-type.ts';

/** A column as far as copying and masking it go. */
export interface SampleColumn {
  readonly name: string;
  readonly type: ValueType;
  /** Of text: the most characters that the column takes; null: any number. */
  readonly maxLength: number | null;
  readonly isNotNull: boolean;
  readonly hasDefault: boolean;
  /** Computed from other columns: never copied. */
  readonly isGenerated: boolean;
  readonly comment: string | null;
  readonly isReadable: boolean;
  /** Generated columns, expression indexes or CHECK constraints are computed from it. */
  readonly isUsed: boolean;
  /** Part of a unique or exclusion index. */
  readonly isUnique: boolean;
  readonly isPrimaryKey: boolean;
  /** A CHECK constraint lists all values. */
  readonly isListed: boolean;
  /** Common values that look like codes. */
  readonly harmless: readonly string[];
}

/** A table that holds rows: a partition, or one that has none. */
export interface SampleTable {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
  /** The topmost table that it is a partition of; itself where it is none. */
  readonly root: { readonly oid: number; readonly schema: string; readonly name: string };
  /** By which rows find their partition; empty text: an expression. */
  readonly partitionKey: readonly string[];
  readonly columns: readonly SampleColumn[];
  /** The planner's estimate; null: nobody knows. */
  readonly rows: number | null;
  readonly bytes: number;
  /** Its rows have places (ctid) that the role may ask for: needed for a part of them. */
  readonly hasPlaces: boolean;
  /** By constraint: the columns that it looks at. */
  readonly checks: ReadonlyMap<string, readonly string[]>;
}

/** A foreign key as it was declared. */
export interface SampleReference {
  readonly name: string;
  readonly child: ReferenceEnd;
  readonly parent: ReferenceEnd;
  /** For each column: the operator between key (left) and reference. */
  readonly operators: readonly string[];
  readonly isValidated: boolean;
  /** The role may ask which rows of the parent are referred to. */
  readonly isReadable: boolean;
  /** All columns of the child may be NULL. */
  readonly isNullable: boolean;
}

/** The table of one side and its columns, in the order of the key. */
export interface ReferenceEnd {
  readonly schema: string;
  readonly name: string;
  readonly isPartitioned: boolean;
  readonly columns: readonly string[];
  /** The tables below it that hold rows. */
  readonly oids: readonly number[];
}

/** What there is to choose rows from. */
export interface SampleCatalog {
  readonly tables: readonly SampleTable[];
  readonly references: readonly SampleReference[];
  /** In words: what cannot come along, and why. */
  readonly gaps: readonly string[];
}

/** `public.orders`, for people. */
export function tableName({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return `${schema}.${name}`;
}
