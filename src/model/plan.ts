import type { LockEffect, RelationKind, WorkKind } from './effect.ts';
import type { Hazard, Region, Risk, Suppression } from './hazard.ts';
import type { LockImpact, LockMode } from './lock-mode.ts';

/** What a statement is for: it adds, it moves rows, or it takes something away. */
export type ChangeTag = 'additive' | 'backfill' | 'destructive';

/** A lock that a statement takes. */
export interface PlannedLock {
  /** `schema.name`. */
  readonly relation: string;
  readonly kind: RelationKind;
  readonly mode: LockMode;
  readonly impact: LockImpact;
  readonly reason: LockEffect['reason'];
  readonly isBrief: boolean;
  /** Was it there before the batch? Nobody waits for a new one. */
  readonly isPreExisting: boolean;
}

/** How long something takes, and on what that is based. */
export interface Estimate {
  /** Milliseconds. */
  readonly lowMs: number;
  readonly highMs: number;
  /** `12.4 GB at 80 to 400 MB/s`, `40M rows assumed`. */
  readonly basis: string;
}

/** Work that grows with a table. */
export interface PlannedWork {
  readonly kind: WorkKind;
  readonly relation: string;
  readonly index: string | null;
  readonly reason: string;
  readonly rows: number | null;
  readonly bytes: number | null;
  /** Null where the size is not known. */
  readonly estimate: Estimate | null;
  /** Who waits meanwhile: `schema.name` and mode. */
  readonly under: readonly { readonly relation: string; readonly mode: LockMode }[];
  readonly isCertain: boolean;
}

/** A table that a batch touches, itself or through foreign keys. */
export interface AffectedTable {
  /** `orders`, or `app.orders` where the schema is not on the search path. */
  readonly table: string;
  readonly impact: 'direct' | 'cascade';
  /** The chain of foreign keys from the changed table, both ends included; null for a direct one. */
  readonly cascadePath: readonly string[] | null;
  readonly rows: number | null;
  readonly bytes: number | null;
}

/** An object that is dropped or changed, or that uses what changes. */
export interface PlannedDependent {
  readonly what: string;
  readonly name: string;
  readonly change: 'dropped' | 'rebuilt' | 'changed' | 'uses';
}

/** One statement and what it will do. */
export interface PlannedStatement {
  /** From 1 in its script. */
  readonly number: number;
  /** Exact text that is sent. */
  readonly sql: string;
  readonly sha256: string;
  readonly region: Region;
  /** `ALTER TABLE`, `CREATE INDEX`. */
  readonly command: string;
  /** Statements with equal numbers share a transaction; null: it runs outside of one. */
  readonly segment: number | null;
  readonly tag: ChangeTag;
  readonly locks: readonly PlannedLock[];
  readonly work: readonly PlannedWork[];
  /** The strongest thing that others wait for, and while what. */
  readonly blocks: LockImpact;
  /** How long they wait: null where nothing blocks or the size is unknown; see `work`. */
  readonly blocksFor: Estimate | null;
  readonly destroys: readonly { readonly what: string; readonly name: string; readonly isCascade: boolean }[];
  readonly dependents: readonly PlannedDependent[];
  readonly affected: readonly AffectedTable[];
  /** What could not be analysed. */
  readonly opaque: readonly string[];
  /** What the server would say, were it run as things are. */
  readonly error: { readonly sqlState: string; readonly message: string } | null;
  readonly hazards: readonly Hazard[];
  readonly risk: Risk;
}

/** Where the statements that undo a script come from. */
export interface PlannedUndo {
  /** `file`: the U file beside it; `generated`: by inverting its statements; `missing`: no undo is known. */
  readonly source: 'file' | 'generated' | 'missing';
  readonly script: string | null;
  readonly sql: string | null;
  readonly sha256: string | null;
  /** Statements that nothing brings back, and why. */
  readonly irreversible: readonly { readonly statement: number; readonly reason: string }[];
}

/** One script of the batch. */
export interface PlannedScript {
  readonly kind: 'versioned' | 'repeatable' | 'baseline' | 'callback';
  readonly version: string | null;
  readonly description: string;
  /** Path below its location, as in the history table. */
  readonly script: string;
  /** Flyway's CRC32. */
  readonly checksum: number | null;
  /** Of the file's bytes, and of the text that is sent (placeholders replaced). */
  readonly sha256: string;
  readonly sha256Sent: string;
  readonly bytes: number;
  readonly isTransactional: boolean;
  readonly isOutOfOrder: boolean;
  readonly statements: readonly PlannedStatement[];
  readonly undo: PlannedUndo | null;
  /** Comments that allow something here. */
  readonly suppressions: readonly Suppression[];
  readonly tag: ChangeTag;
  readonly risk: Risk;
}

/** The database that a plan is for. */
export interface PlanTarget {
  readonly systemIdentifier: string | null;
  readonly database: string;
  readonly databaseOid: string;
  readonly host: string;
  readonly port: number;
  readonly serverVersionNum: number;
  readonly role: string;
  readonly searchPath: readonly string[];
  readonly isPooled: boolean;
}

/** The end of the history that a plan continues. */
export interface PlanHistory {
  readonly table: string;
  readonly headRank: number | null;
  readonly headVersion: string | null;
  /** Over rank, version, type, script, checksum and success of every row. */
  readonly digest: string;
}

/** How much of the batch was understood. */
export interface Coverage {
  readonly scripts: number;
  readonly statements: number;
  readonly opaqueStatements: number;
  /** One line each: what was not analysed, and where. */
  readonly notAnalysed: readonly string[];
}

/** A foreign key between tables, for the picture of the blast radius. */
export interface ForeignKeyEdge {
  readonly from: string;
  readonly to: string;
  readonly constraint: string;
  readonly onDelete: string;
}

/** What a pending batch will do: the document that all formats of the report render. */
export interface Plan {
  /** `sha256:` and 64 hex digits over the canonical form (plan/plan-id.ts); equal on any machine for equal input. Null for lint. */
  readonly id: string | null;
  readonly tool: { readonly name: string; readonly version: string };
  /** Null: judged without a database. */
  readonly target: PlanTarget | null;
  readonly history: PlanHistory | null;
  readonly configDigest: string | null;
  readonly scripts: readonly PlannedScript[];
  readonly affected: readonly AffectedTable[];
  readonly foreignKeys: readonly ForeignKeyEdge[];
  /** Hazards of files and of the batch as a whole; those of statements are with them. */
  readonly hazards: readonly Hazard[];
  readonly tag: ChangeTag;
  readonly risk: Risk;
  /** Undo of the whole batch, newest first, as one script. */
  readonly undoScript: string | null;
  readonly hasIrreversible: boolean;
  readonly coverage: Coverage;
}

/** The hazards of a plan, those of files first, then by place. */
export function allHazards(plan: Pick<Plan, 'hazards' | 'scripts'>): readonly Hazard[] {
  return [...plan.hazards, ...plan.scripts.flatMap(({ statements }) => statements.flatMap(({ hazards }) => hazards))];
}
