export { baseline, clean, drift, info, lint, migrate, plan, repair, undo, validate, verify } from './surfaces/library/operations.ts';
export type {
  DriftOptions,
  FlybackOptions,
  LibraryConnection,
  LibraryOptions,
  LintOptions,
  PgClient,
  PgPool,
  PostgresInstance,
  VerifyOptions,
} from './surfaces/library/library-options.ts';
export type {
  AppliedMigration,
  BaselineResult,
  CleanResult,
  FailedMigrationError,
  InfoResult,
  InvalidMigration,
  LibraryResult,
  MigrateResult,
  MigrationInfo,
  RepairedMigration,
  RepairResult,
  UndoneMigration,
  UndoResult,
  ValidateResult,
} from './surfaces/library/library-results.ts';
export type { JsonObject } from './report/formats/flyway-json/json.ts';
export type { Logger, LogLevel, ProgressEvent } from './model/log.ts';
export {
  ConfigError,
  DatabaseError,
  FlybackError,
  HistoryError,
  InternalError,
  LockError,
  SandboxError,
  SourceError,
  StatementError,
  UnsupportedError,
} from './model/errors.ts';
export type { ErrorCode, Place } from './model/errors.ts';
export { FLYBACK_VERSION } from './model/product.ts';
export { allHazards } from './model/plan.ts';
export type { Hazard, Region, Risk, RiskCategory, Severity, Suppression } from './model/hazard.ts';
export type * from './model/plan.ts';
export type * from './model/drift.ts';
export type { ObjectDifference } from './model/fingerprint.ts';
export type * from './model/verdict.ts';
export type { Finding, PolicySettings, Rule, ScriptSubject, StatementSubject } from './analyze/rule.ts';
