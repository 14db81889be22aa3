import type { Config } from '../config/config.ts';
import { digestOf } from '../plan/plan-id.ts';

/** Digest of every setting that changes what a migrate does; secrets and places of files are left out. */
export function configDigest(config: Config): string {
  return digestOf({
    schemas: config.schemas,
    default_schema: config.defaultSchema,
    table: config.table,
    placeholder_replacement: config.placeholderReplacement,
    placeholder_prefix: config.placeholderPrefix,
    placeholder_suffix: config.placeholderSuffix,
    placeholder_separator: config.placeholderSeparator,
    out_of_order: config.outOfOrder,
    ignore_patterns: config.ignoreMigrationPatterns.map(({ type, state }) => `${type}:${state}`),
    validate_on_migrate: config.validateOnMigrate,
    baseline_on_migrate: config.baselineOnMigrate,
    create_schemas: config.createSchemas,
    mixed: config.mixed,
    group: config.group,
    execute_in_transaction: config.executeInTransaction,
    skip_executing: config.skipExecutingMigrations,
    encoding: config.encoding,
    init_sql: config.initSql,
    cherry_pick: config.cherryPick,
    target: config.target.kind === 'version' ? config.target.version.text : config.target.kind,
    skip_default_callbacks: config.skipDefaultCallbacks,
    reset_session: config.flyback.resetSession,
  });
}
