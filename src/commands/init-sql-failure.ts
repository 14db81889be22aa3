import { DatabaseError } from '../model/errors.ts';
import type { ServerError } from '../postgres/server-error.ts';
import { errorBlock } from '../report/formats/text/error-block.ts';

/** `initSql` failed; the text is Flyway's, which knows no file name here. */
export class InitSqlFailure extends DatabaseError {
  constructor(line: number, error: ServerError, environment: string) {
    const block = errorBlock({
      fileName: '',
      environment,
      sqlState: error.server.sqlState,
      errorCode: 0,
      message: error.message,
      shownPath: '',
      path: '',
      line,
      statement: null,
    });
    super('DB_QUERY', block, {
      sqlState: error.server.sqlState,
      flywayCode: 'DB_CONNECTION',
      cause: error,
      hint: 'initSql is run on every new connection; look at flyway.initSql.',
    });
  }
}
