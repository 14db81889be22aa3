import { parseErrorOverrides } from '../execute/error-overrides.ts';
import type { StepRunOptions } from '../execute/step-runner.ts';
import type { ExecutionEvent } from '../model/execution.ts';
import * as messages from '../report/formats/text/messages.ts';
import { resultTable } from '../report/formats/text/result-table.ts';
import type { CommandRun } from './command-run.ts';

/** How the scripts of a run are executed, and what is said of it. */
export async function stepOptions(run: CommandRun): Promise<StepRunOptions> {
  return {
    observer: (event) => observe(run, event),
    signal: run.input.signal,
    reportsResults: run.config.outputQueryResults,
    announcesStatements: run.input.cli.verbosity === 'debug',
    dryRun: run.dryRun,
    overrides: parseErrorOverrides(run.config.errorOverrides),
    live: await run.live(),
  };
}

function observe({ log, dryRun }: CommandRun, event: ExecutionEvent): void {
  switch (event.kind) {
    case 'callback':
      return log.log('info', messages.callbackLine(event.callback.event, event.callback.description, event.isTransactional));
    case 'notice': {
      const line = messages.serverNotice(event.message, event.sqlState);
      return log.log(line.level, line.text);
    }
    case 'overridden':
      return log.log(event.level, event.text);
    case 'result': {
      const table = resultTable(event.columns, event.rows);
      if (table !== null) log.log('info', table);
      return undefined;
    }
    case 'part':
      return log.log('info', event.text);
    case 'warning':
      return log.log('warn', event.text);
    case 'statement':
      return log.log('debug', `Executing SQL: ${event.sql}`);
    case 'statement-end':
      return log.progress?.({ kind: 'statement', text: event.tag, statement: event.number });
    case 'migration-start':
      return dryRun?.comment(event.migration.script);
    case 'migration-end':
      return undefined;
  }
}
