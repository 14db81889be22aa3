import { FlybackError } from '../model/errors.ts';
import type { ErrorCause } from '../report/formats/flyway-json/error.ts';

/** One error below another; its stack trace begins with the Java class that programs know from Flyway. */
export function errorCause(error: Error): ErrorCause {
  const javaClass = error instanceof FlybackError ? 'org.flywaydb.core.api.FlywayException' : 'org.postgresql.util.PSQLException';
  return { message: error.message, stackTrace: `${javaClass}: ${error.message}` };
}
