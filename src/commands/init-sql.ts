import type { Config } from '../config/config.ts';
import type { Logger } from '../model/log.ts';
import type { Session } from '../postgres/session.ts';
import { pinSession } from '../postgres/session-facts.ts';
import * as messages from '../report/formats/text/messages.ts';
import { resultTable } from '../report/formats/text/result-table.ts';
import { splitStatements } from '../syntax/split.ts';
import { InitSqlFailure } from './init-sql-failure.ts';

/** Runs `initSql` on a new session; Flyway reports its errors like those of a script without a name. */
export async function runInitSql(session: Session, initSql: string, config: Config, log: Logger): Promise<void> {
  await pinSession(session);
  const bytes = Buffer.from(initSql);
  for (const statement of splitStatements(bytes)) {
    const outcome = await session.send(statement.sql, {
      onNotice: (notice) => {
        const line = messages.serverNotice(notice.message, notice.sqlState);
        log.log(line.level, line.text);
      },
      onComplete: (_index, _tag, result) => {
        const table = result === null || !config.outputQueryResults ? null : resultTable(result.columns, result.rows);
        if (table !== null) log.log('info', table);
      },
    });
    if (outcome.error !== null) throw new InitSqlFailure(statement.line, outcome.error, config.environment);
  }
}
