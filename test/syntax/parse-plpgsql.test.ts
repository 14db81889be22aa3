import { beforeAll, describe, expect, it } from 'vitest';
import { StatementError } from '../../src/model/errors.ts';
import { loadParser } from '../../src/syntax/parse.ts';
import { expressionOf, nodesOf, parsePlpgsql } from '../../src/syntax/parse-plpgsql.ts';
import type { PlpgsqlSignature } from '../../src/syntax/parse-plpgsql.ts';

beforeAll(loadParser);

const DO: PlpgsqlSignature = { kind: 'do', parameters: [], returnsSet: false, returnsVoid: true };

describe('parsePlpgsql', () => {
  it('gives statements and their SQL', () => {
    const { action } = parsePlpgsql('BEGIN UPDATE t SET a = 1; PERFORM f(); END', DO);
    expect(nodesOf(action.fields['body']).map(({ kind }) => kind)).toStrictEqual([
      'PLpgSQL_stmt_execsql',
      'PLpgSQL_stmt_perform',
      'PLpgSQL_stmt_return',
    ]);
    expect(expressionOf(nodesOf(action.fields['body'])[0]?.fields['sqlstmt'])).toStrictEqual({
      query: 'UPDATE t SET a = 1',
      isAssignment: false,
    });
  });

  it.each<[string, string, Partial<PlpgsqlSignature>]>([
    ['a body with dollar quotes', "BEGIN EXECUTE $body$ SELECT '$x$' $body$; END", {}],
    ['fields of a row variable', "DECLARE r public.t%ROWTYPE; BEGIN r.id := 1; PERFORM 'x%ROWTYPE'; END", {}],
    ['parameters', 'BEGIN p := 1; END', { kind: 'function', parameters: [{ name: 'p', isOutput: true }], returnsVoid: false }],
    ['parameters that nobody told', 'BEGIN p := 1; q.id := 2; OPEN c FOR SELECT 1; END', {}],
    ['a set', 'BEGIN RETURN QUERY SELECT 1; END', { kind: 'function', returnsSet: true, returnsVoid: false }],
    ['a value', 'BEGIN RETURN 1; END', { kind: 'function', returnsVoid: false }],
    ['a trigger', 'BEGIN NEW.x := TG_OP; RETURN NEW; END', { kind: 'trigger' }],
    ['an event trigger', 'BEGIN RAISE NOTICE $$%$$, tg_tag; END', { kind: 'event-trigger' }],
    ['a procedure', 'BEGIN COMMIT; END', { kind: 'procedure' }],
  ])('takes %s', (_, body, signature) => {
    expect(parsePlpgsql(body, { ...DO, ...signature }).action.kind).toBe('PLpgSQL_stmt_block');
  });

  it.each([['BEGIN IF; END'], ['SELECT 1'], [''], ['BEGIN \0 END'], ['BEGIN LOOP NULL; END']])('refuses %j', (body) => {
    expect(() => parsePlpgsql(body, DO)).toThrow(StatementError);
  });
});

it('a parameter without a name is called by its number', () => {
  const signature = {
    kind: 'function',
    returnsSet: false,
    returnsVoid: false,
    parameters: [
      { name: '', isOutput: false },
      { name: 'b', isOutput: false },
    ],
  } as const;
  expect(() => parsePlpgsql('DECLARE a ALIAS FOR $1; BEGIN RETURN a + b + $2; END', signature)).not.toThrow();
});
