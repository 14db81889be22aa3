import { ConfigError, DatabaseError, FlybackError } from '../model/errors.ts';
import { ServerError } from '../postgres/server-error.ts';
import { errorItem, errorJson, faultItem, sqlErrorItem, type ErrorCause } from '../report/formats/flyway-json/error.ts';
import type { JsonObject } from '../report/formats/flyway-json/json.ts';
import { errorCause } from './error-cause.ts';
import { FailedRunError } from './failed-run.ts';

/** The JSON document of an error, in Flyway's form (7.1 of its reference; ErrorOutput.java, 12.4). */
export function errorDocument(error: unknown): JsonObject {
  if (error instanceof FailedRunError) return error.json;
  if (error instanceof DatabaseError && error.flywayCode === 'DB_CONNECTION') {
    const isConnection = error.code === 'ERR_DB_UNREACHABLE' || error.code === 'ERR_DB_AUTH';
    return errorJson(
      sqlErrorItem({
        errorCode: error.flywayCode,
        subErrorCode: isConnection ? 'CONNECTION_FAILURE' : null,
        sqlState: error.sqlState,
        sqlErrorCode: 0,
        message: error.message,
        causes: causesOf(error),
      }),
    );
  }
  if (error instanceof FlybackError)
    return errorJson(errorItem({ errorCode: error.flywayCode, message: error.message, causes: causesOf(error) }));
  const fault = error instanceof Error ? error : new Error(String(error));
  return errorJson(faultItem(fault.message, fault.stack ?? '', causesOf(fault)));
}

function causesOf(error: Error): ErrorCause[] {
  const causes: ErrorCause[] = [];
  // Errors of the configuration have no cause in Flyway; what lies below ours are files and parsers.
  if (error instanceof ConfigError) return causes;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause) {
    causes.push(errorCause(cause));
    if (cause instanceof ServerError) break;
  }
  return causes;
}
