import type { Node } from 'libpg-query';
import { parseSql } from '../../../syntax/parse.ts';
import { expressionOf, nodeOf, nodesOf } from '../../../syntax/parse-plpgsql.ts';
import type { PlpgsqlBody, PlpgsqlNode } from '../../../syntax/parse-plpgsql.ts';
import { RefusedStatement } from '../interpretation.ts';
import type { Interpretation } from '../interpretation.ts';
import { nameParts } from './built-in-functions.ts';
import { queryRows } from './catalog-query.ts';
import { catches, stateOf } from './conditions.ts';
import { executeDynamic } from './dynamic-sql.ts';
import { valueOf } from './evaluate-expression.ts';
import type { Result } from './scope.ts';
import { Targets, textField } from './targets.ts';
import { knownText, numberOf, scalar, truth, UNKNOWN } from './values.ts';
import type { Value } from './values.ts';
import type { Variables } from './variables.ts';

/** How a list of statements ends: it goes on, leaves the loop, its turn or the body, or perhaps does so. */
type Ending = 'goes-on' | 'leaves' | 'continues' | 'may-leave' | 'returns' | 'may-return';

/** A loop over known values is followed through to this many turns. */
const MAX_TURNS = 100;

/** Loops inside loops are followed through to this many turns in all. */
const MAX_ALL_TURNS = 2000;

/** Where a body runs. */
export interface BodyOptions {
  /** COMMIT and ROLLBACK are refused: in a function, or inside a transaction block (manual 41.8). */
  readonly isAtomic: boolean;
}

/** Follows a PL/pgSQL body statement by statement (pl_exec.c). */
export function runBody(context: Interpretation, body: PlpgsqlBody, variables: Variables, options: BodyOptions): void {
  new BodyRun(context, body, variables, options).run();
}

class BodyRun {
  readonly #context: Interpretation;
  readonly #body: PlpgsqlBody;
  readonly #variables: Variables;
  readonly #targets: Targets;
  readonly #isAtomic: boolean;
  /** Inside BEGIN ... EXCEPTION, where COMMIT is refused as well. */
  #subtransactions = 0;
  /** The loop or block that an EXIT or CONTINUE under way names. */
  #label: string | null = null;
  #turnsLeft = MAX_ALL_TURNS;

  constructor(context: Interpretation, body: PlpgsqlBody, variables: Variables, { isAtomic }: BodyOptions) {
    this.#context = context;
    this.#body = body;
    this.#variables = variables;
    this.#targets = new Targets(body, variables);
    this.#isAtomic = isAtomic;
  }

  run(): void {
    for (const variable of this.#body.variables) {
      const initial = expressionOf(variable.fields['default_val']);
      this.#targets.declare(variable, initial === null ? null : this.#evaluate(initial.query));
    }
    this.#statement(this.#body.action);
  }

  #statements(value: unknown): Ending {
    return this.#list(nodesOf(value));
  }

  #list(statements: readonly PlpgsqlNode[]): Ending {
    for (const [at, statement] of statements.entries()) {
      const ending = this.#statement(statement);
      if (ending === 'leaves' || ending === 'continues' || ending === 'returns') return ending;
      if (ending !== 'goes-on') return this.#perhaps(() => this.#list(statements.slice(at + 1))) === 'may-return' ? 'may-return' : ending;
    }
    return 'goes-on';
  }

  #statement({ kind, fields }: PlpgsqlNode): Ending {
    switch (kind) {
      case 'PLpgSQL_stmt_block':
        return this.#block(fields);
      case 'PLpgSQL_stmt_assign':
        return this.#assign(fields);
      case 'PLpgSQL_stmt_if':
        return this.#if(fields);
      case 'PLpgSQL_stmt_case':
        return this.#case(fields);
      case 'PLpgSQL_stmt_loop':
        return this.#loop(fields);
      case 'PLpgSQL_stmt_while':
        return this.#while(fields);
      case 'PLpgSQL_stmt_fori':
        return this.#forInteger(fields);
      case 'PLpgSQL_stmt_fors':
      case 'PLpgSQL_stmt_forc':
        return this.#forQuery(fields, this.#cursorQuery(fields));
      case 'PLpgSQL_stmt_dynfors':
        return this.#forDynamic(fields);
      case 'PLpgSQL_stmt_foreach_a':
        return this.#forEach(fields);
      case 'PLpgSQL_stmt_exit':
        return this.#exit(fields);
      case 'PLpgSQL_stmt_return':
        this.#evaluateFor(fields['expr']);
        return 'returns';
      case 'PLpgSQL_stmt_return_next':
      case 'PLpgSQL_stmt_assert':
        this.#evaluateFor(fields['expr'] ?? fields['cond']);
        return 'goes-on';
      case 'PLpgSQL_stmt_return_query':
        this.#returnQuery(fields);
        return 'goes-on';
      case 'PLpgSQL_stmt_raise':
        return this.#raise(fields);
      case 'PLpgSQL_stmt_execsql':
        this.#executeSql(fields);
        return 'goes-on';
      case 'PLpgSQL_stmt_perform':
        this.#sql(expressionOf(fields['expr'])?.query);
        return 'goes-on';
      case 'PLpgSQL_stmt_call':
        this.#call(fields);
        return 'goes-on';
      case 'PLpgSQL_stmt_dynexecute':
        this.#execute(fields['query'], fields['params']);
        this.#targets.forget(fields['target']);
        return 'goes-on';
      case 'PLpgSQL_stmt_open':
        this.#open(fields);
        return 'goes-on';
      case 'PLpgSQL_stmt_fetch':
        this.#targets.forget(fields['target']);
        return 'goes-on';
      case 'PLpgSQL_stmt_close':
        return 'goes-on';
      case 'PLpgSQL_stmt_getdiag':
        for (const item of nodesOf(fields['diag_items'])) this.#targets.setNumber(item.fields['target'], UNKNOWN);
        return 'goes-on';
      case 'PLpgSQL_stmt_commit':
      case 'PLpgSQL_stmt_rollback':
        this.#endTransaction();
        return 'goes-on';
      default:
        this.#context.opaque(`${kind.replace('PLpgSQL_stmt_', '')} in a PL/pgSQL body is not analysed`);
        return 'goes-on';
    }
  }

  // -- control --------------------------------------------------------------------------------------------------------------------------

  /** Follows what may not run; the server's refusal ends only this way. */
  #perhaps(run: () => Ending): Ending {
    const ending = this.#context.uncertainly(() => this.#caught(run));
    if (ending === 'returns') return 'may-return';
    return ending === 'leaves' || ending === 'continues' ? 'may-leave' : ending;
  }

  #caught(run: () => Ending): Ending {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof RefusedStatement)) throw error;
      return 'returns';
    }
  }

  #branch(ways: readonly (() => Ending)[]): Ending {
    const endings = this.#variables.branch(ways.map((way) => () => this.#perhaps(way)));
    return endings.find((ending) => ending === 'may-return') ?? endings.find((ending) => ending === 'may-leave') ?? 'goes-on';
  }

  #block(fields: PlpgsqlNode['fields']): Ending {
    const exceptions = nodeOf(fields['exceptions']);
    if (exceptions === null) return this.#afterBlock(this.#statements(fields['body']), fields);
    const handlers = nodesOf(exceptions.fields['exc_list']);
    const rollBack = this.#context.savepoint();
    this.#subtransactions++;
    try {
      const ending = this.#statements(fields['body']);
      // Data may make the body fail: then a handler runs after all the work is done.
      const handled = this.#branch([() => 'goes-on', ...handlers.map((handler) => () => this.#statements(handler.fields['action']))]);
      return ending === 'goes-on' ? handled : ending;
    } catch (error) {
      if (!(error instanceof RefusedStatement)) throw error;
      const handler = handlers.find(({ fields: own }) =>
        nodesOf(own['conditions']).some((condition) => catches(String(condition.fields['condname']), error.sqlState)),
      );
      if (handler === undefined) throw error;
      rollBack();
      return this.#statements(handler.fields['action']);
    } finally {
      this.#subtransactions--;
    }
  }

  /** EXIT with its label leaves a block. */
  #afterBlock(ending: Ending, fields: PlpgsqlNode['fields']): Ending {
    return this.#label === null ? ending : this.#afterLoop(ending, fields);
  }

  #if(fields: PlpgsqlNode['fields']): Ending {
    const arms = [{ condition: fields['cond'], body: fields['then_body'] }];
    for (const arm of nodesOf(fields['elsif_list'])) arms.push({ condition: arm.fields['cond'], body: arm.fields['stmts'] });
    return this.#arms(arms, () => this.#statements(fields['else_body']));
  }

  #case(fields: PlpgsqlNode['fields']): Ending {
    const subject = expressionOf(fields['t_expr']);
    if (subject !== null) this.#targets.setNumber(fields['t_varno'], this.#evaluate(subject.query));
    const arms = nodesOf(fields['case_when_list']).map((arm) => ({ condition: arm.fields['expr'], body: arm.fields['stmts'] }));
    return this.#arms(arms, () => {
      if (fields['have_else'] !== true) this.#context.refuse('20000', 'case not found');
      return this.#statements(fields['else_stmts']);
    });
  }

  /** The arms of IF and CASE: a settled condition leaves one way, others leave several open. */
  #arms(arms: readonly { readonly condition: unknown; readonly body: unknown }[], otherwise: () => Ending): Ending {
    const ways: (() => Ending)[] = [];
    for (const { condition, body } of arms) {
      const holds = truth(this.#evaluateFor(condition));
      if (holds === false) continue;
      ways.push(() => this.#statements(body));
      if (holds === true) return ways.length === 1 ? this.#statements(body) : this.#branch(ways);
    }
    return ways.length === 0 ? otherwise() : this.#branch([...ways, otherwise]);
  }

  #while(fields: PlpgsqlNode['fields']): Ending {
    return this.#loop(fields, () => truth(this.#evaluateFor(fields['cond'])));
  }

  /** One turn stands for all (locks add up, and work is the same each time), unless a counter leads through the body on several ways. */
  #loop(fields: PlpgsqlNode['fields'], condition: () => boolean | null = (): boolean => true): Ending {
    for (let turn = 1; ; turn++) {
      const holds = condition();
      if (holds === false) return 'goes-on';
      const before = this.#variables.snapshot();
      const ending = holds === true ? this.#statements(fields['body']) : this.#branch([() => this.#statements(fields['body'])]);
      const counters = this.#variables.countersSince(before);
      const after = this.#afterTurn(ending, fields);
      if (after !== 'goes-on') return this.#afterLoop(after, fields);
      const isSettled = holds === true && ending !== 'may-leave';
      if (isSettled && turn < MAX_TURNS && this.#turnsLeft-- > 0 && counters.length > 0 && needsValues(fields['body'])) continue;
      for (const name of counters) this.#variables.set(name, UNKNOWN);
      if (!isSettled && counters.length > 0 && needsValues(fields['body'])) this.#branch([() => this.#statements(fields['body'])]);
      return 'goes-on';
    }
  }

  #forInteger(fields: PlpgsqlNode['fields']): Ending {
    const [from, to] = [numberOf(this.#evaluateFor(fields['lower'])), numberOf(this.#evaluateFor(fields['upper']))];
    const step = fields['step'] === undefined ? 1 : numberOf(this.#evaluateFor(fields['step']));
    const name = textField(nodeOf(fields['var']), 'refname');
    if (from === null || to === null || step === null || step <= 0) return this.#turns(name, [UNKNOWN], fields, false);
    const count = Math.floor((fields['reverse'] === true ? from - to : to - from) / step) + 1;
    const sign = fields['reverse'] === true ? -step : step;
    const values = Array.from({ length: Math.max(0, Math.min(count, MAX_TURNS)) }, (_, at) => scalar(from + at * sign));
    return this.#turns(name, needsValues(fields['body']) ? values : values.slice(0, 1).map(() => UNKNOWN), fields, true);
  }

  #forEach(fields: PlpgsqlNode['fields']): Ending {
    const list = this.#evaluateFor(fields['expr']);
    const name = this.#targets.nameOf(fields['varno']);
    if (list.kind !== 'list') return this.#turns(name, [UNKNOWN], fields, false);
    return this.#turns(name, list.items.slice(0, MAX_TURNS), fields, true);
  }

  #turns(name: string, values: readonly Value[], fields: PlpgsqlNode['fields'], isCertain: boolean): Ending {
    const turns = values.map((value) => (): Ending => {
      this.#variables.set(name, value);
      return this.#afterTurn(this.#statements(fields['body']), fields);
    });
    return this.#inTurn(turns, fields, () => isCertain);
  }

  #inTurn(turns: readonly (() => Ending)[], fields: PlpgsqlNode['fields'], isCertain: (at: number) => boolean): Ending {
    for (const [at, turn] of turns.entries()) {
      if (this.#turnsLeft-- <= 0 && at > 0) break;
      const ending = isCertain(at) ? turn() : this.#branch([turn]);
      if (ending !== 'goes-on' && ending !== 'may-leave') return this.#afterLoop(ending, fields);
    }
    return 'goes-on';
  }

  /** `FOR r IN c('x')`, `OPEN c('x')`: the cursor's own parameters are variables. */
  #bindCursor(fields: PlpgsqlNode['fields']): void {
    const query = expressionOf(fields['argquery'])?.query;
    const select = query === undefined ? null : this.#parseOne(`SELECT ${query}`);
    if (select === null || !('SelectStmt' in select)) return;
    const values = (select.SelectStmt.targetList ?? []).map((target) => ('ResTarget' in target ? target.ResTarget.val : undefined));
    const row = this.#body.variables[Number(fields['curvar'] ?? 0)]?.fields['cursor_explicit_argrow'];
    this.#targets.assignList(
      row,
      values.map((value) => valueOf(this.#variables.scope, value)),
    );
  }

  #forQuery(fields: PlpgsqlNode['fields'], query: string | null): Ending {
    this.#bindCursor(fields);
    const node = query === null ? null : this.#parseOne(query);
    if (node !== null) this.#follow(node);
    return this.#forRows(fields, node === null ? null : this.#rowsOf(node));
  }

  #forDynamic(fields: PlpgsqlNode['fields']): Ending {
    const [node] = this.#execute(fields['query'], fields['params']);
    return this.#forRows(fields, node === undefined ? null : this.#rowsOf(node));
  }

  #forRows(fields: PlpgsqlNode['fields'], result: Result | null): Ending {
    const turn = (row: Result['rows'][number] | null) => (): Ending => {
      this.#targets.assignRow(fields['var'], row);
      return this.#afterTurn(this.#statements(fields['body']), fields);
    };
    const rows = result?.rows.slice(0, MAX_TURNS) ?? [];
    // Rows that only the server knows; where some are known they stand for the others too.
    if (result === null || (!result.isComplete && rows.length === 0)) return this.#inTurn([turn(null)], fields, () => false);
    return this.#inTurn(rows.map(turn), fields, (at) => rows[at]?.isCertain === true);
  }

  #exit(fields: PlpgsqlNode['fields']): Ending {
    const condition = fields['cond'];
    if (condition === undefined) return this.#leave(fields);
    const holds = truth(this.#evaluateFor(condition));
    if (holds === null) return 'may-leave';
    return holds ? this.#leave(fields) : 'goes-on';
  }

  #leave(fields: PlpgsqlNode['fields']): Ending {
    const label = textField({ fields }, 'label');
    this.#label = label === '' ? null : label;
    return fields['is_exit'] === true ? 'leaves' : 'continues';
  }

  /** What a loop's turn ends in, seen from outside: EXIT and CONTINUE mean this loop unless they name another one. */
  #afterTurn(ending: Ending, fields: PlpgsqlNode['fields']): Ending {
    if (ending === 'may-leave') return 'goes-on';
    if (ending !== 'leaves' && ending !== 'continues') return ending;
    if (this.#label !== null && this.#label !== textField({ fields }, 'label')) return ending;
    return ending === 'continues' ? 'goes-on' : 'leaves';
  }

  /** A loop that is left goes on behind it. */
  #afterLoop(ending: Ending, fields: PlpgsqlNode['fields']): Ending {
    const isOurs = this.#label === null || this.#label === textField({ fields }, 'label');
    if (ending !== 'leaves' || !isOurs) return ending;
    this.#label = null;
    return 'goes-on';
  }

  /** RAISE of an error ends the statement; other levels only speak (elog.h: ERROR is 21). */
  #raise(fields: PlpgsqlNode['fields']): Ending {
    for (const parameter of Array.isArray(fields['params']) ? fields['params'] : []) this.#evaluateFor(parameter);
    if (Number(fields['elog_level']) < 21) return 'goes-on';
    const option = nodesOf(fields['options']).find((one) => (one.fields['opt_type'] ?? 0) === 0);
    const code = option === undefined ? textField({ fields }, 'condname') : knownText(this.#evaluateFor(option.fields['expr']));
    return this.#context.refuse(stateOf(code === null || code === '' ? 'P0001' : code), textField({ fields }, 'message'));
  }

  #endTransaction(): void {
    if (this.#isAtomic || this.#subtransactions > 0) this.#context.refuse('2D000', 'invalid transaction termination');
    this.#context.releaseLocks();
  }

  // -- statements -----------------------------------------------------------------------------------------------------------------------

  #assign(fields: PlpgsqlNode['fields']): Ending {
    const query = expressionOf(fields['expr'])?.query ?? '';
    const [, target = '', indices = '', expression = ''] =
      /^\s*((?:"[^"]*"|[\w$]+)(?:\s*\.\s*(?:"[^"]*"|[\w$]+))*)((?:\s*\[[^\]]*\])*)\s*:?=\s*([\s\S]*)$/u.exec(query) ?? [];
    const value = this.#evaluate(expression);
    const [name = '', field] = nameParts(target);
    if (field !== undefined) this.#variables.setField(name, field, value);
    else this.#variables.set(name, indices === '' ? value : UNKNOWN);
    return 'goes-on';
  }

  #executeSql(fields: PlpgsqlNode['fields']): void {
    const query = expressionOf(fields['sqlstmt'])?.query;
    const node = this.#sql(query);
    if (fields['into'] !== true) return;
    const result = node === null ? null : this.#rowsOf(node);
    const [first] = result?.rows ?? [];
    const isSettled = result !== null && result.isComplete && result.rows.every(({ isCertain }) => isCertain);
    if (isSettled && first === undefined) this.#targets.assignNulls(fields['target']);
    else this.#targets.assignRow(fields['target'], first?.isCertain === true ? first : null);
    if (isSettled) this.#variables.set('found', scalar(first !== undefined));
  }

  #sql(query: string | undefined): Node | null {
    const node = query === undefined ? null : this.#parseOne(query);
    if (node === null) return null;
    this.#follow(node);
    if (isQuery(node)) this.#variables.set('found', UNKNOWN);
    return node;
  }

  /** Utility statements take no variables. */
  #follow(node: Node): void {
    this.#inTransaction(() => this.#context.follow(isQuery(node) ? this.#variables.bind(node) : node));
  }

  /** Inside a body nothing is at top level: what refuses a transaction block is refused (PreventInTransactionBlock, xact.c). */
  #inTransaction(run: () => void): void {
    const was = this.#context.isInTransaction;
    this.#context.isInTransaction = true;
    try {
      run();
    } finally {
      this.#context.isInTransaction = was;
    }
  }

  /** CALL from a body that may commit lets the procedure commit too. */
  #call(fields: PlpgsqlNode['fields']): void {
    const query = expressionOf(fields['expr'])?.query;
    const node = query === undefined ? null : this.#parseOne(query);
    if (node !== null && this.#isAtomic) this.#inTransaction(() => this.#context.follow(this.#variables.bind(node)));
    else if (node !== null) this.#context.follow(this.#variables.bind(node));
    this.#targets.forget(fields['target']);
  }

  /** EXECUTE; returns the statements that it ran. */
  #execute(expression: unknown, parameters: unknown): readonly Node[] {
    const value = this.#evaluateFor(expression);
    for (const parameter of Array.isArray(parameters) ? parameters : []) this.#evaluateFor(parameter);
    return executeDynamic(this.#context, value, (statement) => this.#inTransaction(() => this.#context.follow(statement)));
  }

  #returnQuery(fields: PlpgsqlNode['fields']): void {
    if (fields['dynquery'] !== undefined) this.#execute(fields['dynquery'], fields['params']);
    else this.#sql(expressionOf(fields['query'])?.query);
  }

  #open(fields: PlpgsqlNode['fields']): void {
    this.#bindCursor(fields);
    if (fields['dynquery'] !== undefined) this.#execute(fields['dynquery'], fields['params']);
    else this.#sql(expressionOf(fields['query'])?.query ?? this.#cursorQuery(fields) ?? undefined);
  }

  #cursorQuery(fields: PlpgsqlNode['fields']): string | null {
    const own = expressionOf(fields['query']);
    if (own !== null) return own.query;
    const cursor = this.#body.variables[Number(fields['curvar'] ?? 0)];
    return expressionOf(cursor?.fields['cursor_explicit_expr'])?.query ?? null;
  }

  // -- values ---------------------------------------------------------------------------------------------------------------------------

  #evaluateFor(expression: unknown): Value {
    const query = expressionOf(expression)?.query;
    return query === undefined ? UNKNOWN : this.#evaluate(query);
  }

  /** An expression is a SELECT of one value; it may read tables and call functions. */
  #evaluate(expression: string): Value {
    const node = this.#parseOne(`SELECT ${expression}`);
    if (node === null || !('SelectStmt' in node)) return UNKNOWN;
    this.#follow(node);
    const [target] = node.SelectStmt.targetList ?? [];
    if (target === undefined || !('ResTarget' in target)) return UNKNOWN;
    if ((node.SelectStmt.fromClause ?? []).length === 0 && node.SelectStmt.whereClause === undefined)
      return valueOf(this.#variables.scope, target.ResTarget.val);
    const result = this.#rowsOf(node);
    return result?.rows.length === 1 && result.rows[0]?.isCertain === true && result.isComplete
      ? (result.rows[0].values[0]?.value ?? UNKNOWN)
      : UNKNOWN;
  }

  #rowsOf(node: Node): Result | null {
    return 'SelectStmt' in node ? queryRows(this.#variables.scope, node.SelectStmt) : null;
  }

  #parseOne(sql: string): Node | null {
    try {
      return parseSql(sql).stmts?.[0]?.stmt ?? null;
    } catch {
      this.#context.opaque('a statement in a PL/pgSQL body cannot be parsed');
      return null;
    }
  }
}

function isQuery(node: Node): boolean {
  return 'SelectStmt' in node || 'InsertStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node || 'MergeStmt' in node;
}

/** Only SQL put together from the loop's variable, and conditions, differ from turn to turn. */
function needsValues(body: unknown): boolean {
  const text = JSON.stringify(body ?? []);
  return text.includes('"PLpgSQL_stmt_dyn') || text.includes('"PLpgSQL_stmt_if"') || text.includes('"PLpgSQL_stmt_exit"');
}
