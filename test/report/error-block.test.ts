import { describe, expect, it } from 'vitest';
import { errorBlock, explanationBlock, serverErrorBlock, type StatementFailure } from '../../src/report/formats/text/error-block.ts';

const FAILURE: StatementFailure = {
  fileName: 'V1__syntax.sql',
  environment: 'default',
  sqlState: 'ZZ001',
  errorCode: 0,
  message: 'ERROR: stop: here\n  Detail: more\n  Hint: no way\n  Where: PL/pgSQL function inline_code_block line 3 at RAISE',
  shownPath: 'sql/V1__syntax.sql',
  path: '/work/sql/V1__syntax.sql',
  line: 1,
  statement: null,
};

describe('errorBlock', () => {
  it('is that of Flyway', () => {
    expect(errorBlock(FAILURE)).toBe(
      [
        'Failed to execute script V1__syntax.sql',
        '---------------------------------------',
        'SQL State  : ZZ001',
        'Error Code : 0',
        'Message    : ERROR: stop: here',
        '  Detail: more',
        '  Hint: no way',
        '  Where: PL/pgSQL function inline_code_block line 3 at RAISE',
        'Location   : sql/V1__syntax.sql (/work/sql/V1__syntax.sql)',
        'Line       : 1',
        'Statement  : Run Flyway with -X option to see the actual statement causing the problem',
        '',
      ].join('\n'),
    );
  });

  it('names another environment, and shows the statement on request', () => {
    const block = errorBlock({ ...FAILURE, environment: 'staging', statement: 'insert into d\nvalues (1)' });
    expect(block.split('\n').slice(0, 2)).toEqual(['Failed to execute script V1__syntax.sql against staging environment', '-'.repeat(67)]);
    expect(block.endsWith('Statement  : insert into d\nvalues (1)\n')).toBe(true);
    expect(errorBlock({ ...FAILURE, environment: 'Default' })).toBe(errorBlock(FAILURE));
  });

  it('has no line where no statement is to blame', () => {
    expect(errorBlock({ ...FAILURE, line: null }).endsWith('Location   : sql/V1__syntax.sql (/work/sql/V1__syntax.sql)\n')).toBe(true);
  });
});

describe('serverErrorBlock', () => {
  it('is that of Flyway', () => {
    const message =
      'ERROR: insert or update on table "kid" violates foreign key constraint "kid_pid_fkey"\n  Detail: Key (pid)=(42) is not present in table "par".';
    expect(serverErrorBlock({ title: 'Unable to commit transaction', sqlState: '23503', errorCode: 0, message })).toBe(
      `Unable to commit transaction\n----------------------------\nSQL State  : 23503\nError Code : 0\nMessage    : ${message}\n`,
    );
  });
});

describe('explanationBlock', () => {
  const place = { shownPath: 'sql/V1__syntax.sql', line: 5, column: 8, excerpt: '  name txet\n       ^\n', reason: null, nextStep: null };

  it('shows the place, what is left and what to do', () => {
    expect(explanationBlock({ ...place, outcome: { kind: 'rolled-back' } })).toBe(
      [
        'Place      : sql/V1__syntax.sql:5:8',
        '    name txet',
        '         ^',
        'Outcome    : rolled back, nothing of this script is left in the database',
        'Next step  : correct the file and run the command again',
        '',
      ].join('\n'),
    );
  });

  it('knows the other outcomes', () => {
    const outcome = (value: Parameters<typeof explanationBlock>[0]['outcome']): string =>
      explanationBlock({ ...place, column: null, excerpt: null, outcome: value });
    expect(outcome({ kind: 'group-rolled-back', migrations: 3 })).toBe(
      'Place      : sql/V1__syntax.sql:5\nOutcome    : rolled back, all 3 migrations of the group are undone\nNext step  : correct the file and run the command again\n',
    );
    expect(outcome({ kind: 'kept', statementsDone: 0 })).toContain('no transaction, but no statement before this one changed anything\n');
    expect(outcome({ kind: 'kept', statementsDone: 1 })).toContain('no transaction, 1 statement before this one is kept\n');
    expect(outcome({ kind: 'kept', statementsDone: 2 })).toContain(
      'no transaction, 2 statements before this one are kept\nNext step  : undo by hand',
    );
    expect(outcome({ kind: 'unknown' })).toContain('unknown, the connection ended');
  });

  it('takes a better next step', () => {
    expect(explanationBlock({ ...place, outcome: { kind: 'rolled-back' }, nextStep: 'create the type first' })).toContain(
      'Next step  : create the type first\n',
    );
  });
});
