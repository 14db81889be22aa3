import { UnsupportedError } from '../model/errors.ts';

/** Commands of Flyway that flyback leaves out on purpose, and what to use instead. */
export const COMMANDS_OF_OTHERS: ReadonlyMap<string, string> = new Map([
  ['check', 'flyback plan says what a pending batch will do, and flyback drift what differs.'],
  ['snapshot', 'pg_dump --schema-only keeps a schema; flyback verify compares fingerprints.'],
  ['diff', 'flyback drift shows what differs.'],
  ['diffText', 'flyback drift shows what differs.'],
  ['generate', 'flyback draft writes a new pair of migration files.'],
  ['model', 'Flyback keeps no schema model; the migrations are the source.'],
  ['prepare', 'flyback migrate -dryRunOutput=FILE writes what would be executed.'],
  ['deploy', 'flyback migrate applies the migrations.'],
  ['add', 'Write the file V<version>__<description>.sql.'],
  ['auth', 'flyback needs no account.'],
  ['list-engines', 'flyback has one engine: PostgreSQL.'],
]);

/** The answer to a command of Flyway that flyback does not have. */
export function commandOfOthersError(name: string): UnsupportedError {
  return new UnsupportedError('UNSUPPORTED', `${name} is a command of Flyway that flyback does not have. Nothing was done.`, {
    hint: COMMANDS_OF_OTHERS.get(name),
  });
}
