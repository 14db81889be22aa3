// types.test.ts compiles this once more as a program that imports the installed package.
import {
  type AppliedMigration,
  baseline,
  clean,
  ConfigError,
  DatabaseError,
  type FailedMigrationError,
  FlybackError,
  info,
  type LibraryOptions,
  type Logger,
  migrate,
  type MigrateResult,
  type MigrationInfo,
  repair,
  undo,
  validate,
} from '../../src/index.ts';

const logger: Logger = { log: (level, text) => void `${level} ${text}` };
const options: LibraryOptions = {
  url: 'postgres://localhost/app',
  locations: ['filesystem:migrations'],
  placeholders: { owner: 'app', count: 3 },
  target: '4',
  logger,
  signal: new AbortController().signal,
  config: { 'flyback.strictExit': true, sqlMigrationSuffixes: ['.sql'], connectRetries: 2 },
};

export async function deploy(): Promise<readonly AppliedMigration[]> {
  const result: MigrateResult = await migrate({ ...options, logger: console });
  const version: string | null = result.targetSchemaVersion;
  const before: MigrationInfo | undefined = (await info(options)).migrations[0];
  const on: string | null | undefined = before?.installedOn;
  const { isValid, invalidMigrations } = await validate({ ...options, useEnvironment: true, configFiles: ['flyway.conf'] });
  const codes: string[] = invalidMigrations.map(({ code, message }) => `${code} ${message}`);
  const undone: number = (await undo({ ...options, count: 2 })).undone.length;
  const removed: string[] = (await repair(options)).removed.map(({ script }) => script);
  const at: string = (await baseline({ ...options, baselineVersion: '3' })).baselineVersion;
  const dropped: readonly string[] = (await clean({ ...options, cleanDisabled: false })).schemasDropped;
  void [version, on, isValid, codes, undone, removed, at, dropped, result.toFlywayJson()['migrations']];
  return result.migrations;
}

export function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.hint ?? error.message;
  if (error instanceof DatabaseError) return `${error.code} ${error.sqlState}`;
  if (error instanceof FlybackError && error.code === 'ERR_EXECUTE_STATEMENT') {
    const { json, explanation } = error as FailedMigrationError;
    return `${error.place?.file}:${error.place?.line} ${explanation} ${JSON.stringify(json['migrationsExecuted'])}`;
  }
  return String(error);
}

// Each of these is a mistake that the compiler has to find: types.test.ts counts them.
/* mistakes:
await migrate({ url: 1 });
await migrate({ locations: 'filesystem:sql' });
await migrate({ tabel: 'x' });
await migrate({ connection: {} });
(await migrate(options)).migrations.push();
(await info(options)).migrations[0].state = 'Pending';
*/
