import type { Node, SelectStmt } from 'libpg-query';
import { conjuncts, kindOf, rewrite, walk, words } from '../queries/walk.ts';
import { functionNameOf, relationOfName } from './built-in-functions.ts';
import { catalogRows } from './catalog-rows.ts';
import type { Result, ResultRow, Scope } from './scope.ts';
import { valueOf } from './evaluate-expression.ts';
import { compare, joined, knownText, NULL, numberOf, scalar, textParts, truth, UNKNOWN } from './values.ts';
import type { Value } from './values.ts';
import { figureColumnName } from '../figure-column-name.ts';

/** Rows of the FROM list: by alias, by column. */
interface Joined {
  readonly items: ReadonlyMap<string, ReadonlyMap<string, Value>>;
  readonly isCertain: boolean;
}

interface Source {
  readonly rows: readonly Joined[];
  readonly isComplete: boolean;
}

/** Joins beyond this size are not worked out. */
const MAX_ROWS = 20_000;

const AGGREGATES: ReadonlySet<string> = new Set(['count', 'string_agg', 'array_agg', 'max', 'min', 'bool_or', 'bool_and', 'every', 'sum']);

function isAggregate(name: string): boolean {
  return AGGREGATES.has(name);
}

/** The rows of a SELECT over the catalog, over VALUES, arrays and series; null where it asks for anything else. */
export function queryRows(scope: Scope, select: SelectStmt): Result | null {
  if (
    select.withClause !== undefined ||
    select.larg !== undefined ||
    (select.windowClause ?? []).length > 0 ||
    select.havingClause !== undefined
  )
    return null;
  if ((select.valuesLists ?? []).length > 0) return valuesRows(scope, select.valuesLists ?? []);
  let source: Source | null = { rows: [{ items: new Map(), isCertain: true }], isComplete: true };
  for (const item of select.fromClause ?? []) {
    source = source === null ? null : joinWith(scope, source, item);
    if (source === null || source.rows.length > MAX_ROWS) return null;
  }
  const found = filter(scope, source, select.whereClause);
  const filtered = { ...found, isComplete: found.isComplete || isOfKnownTable(scope, select) };
  const targets = select.targetList ?? [];
  if (targets.some(hasAggregate))
    return (select.groupClause ?? []).length > 0 ? null : { rows: [aggregated(scope, filtered, targets)], isComplete: true };
  if ((select.groupClause ?? []).length > 0) return null;
  const series = (select.fromClause ?? []).length === 0 && targets.length === 1 ? targetSeries(scope, targets[0]) : null;
  if (series !== null) return series;
  const rows = filtered.rows.map((row) => ({
    values: targets.flatMap((target) => targetValues(within(scope, row), row, target)),
    isCertain: row.isCertain,
  }));
  return {
    rows: limited(scope, select, (select.distinctClause ?? []).length > 0 ? distinct(rows) : rows),
    isComplete: filtered.isComplete,
  };
}

/** What belongs to a table is all there once the table was made before our eyes, even in an open world. */
function isOfKnownTable(scope: Scope, { fromClause = [], whereClause }: SelectStmt): boolean {
  const [item] = fromClause;
  if (fromClause.length !== 1 || item === undefined || !('RangeVar' in item)) return false;
  const columns = TABLE_COLUMNS.get(item.RangeVar.relname ?? '');
  return conjuncts(whereClause).some((condition) => {
    if (columns === undefined || !('A_Expr' in condition) || words(condition.A_Expr.name).at(-1) !== '=') return false;
    const { lexpr, rexpr } = condition.A_Expr;
    if (lexpr === undefined || !('ColumnRef' in lexpr) || !columns.includes(words(lexpr.ColumnRef.fields).at(-1) ?? '')) return false;
    const name = knownText(valueOf(scope, rexpr));
    const relation = name === null ? null : relationOfName(scope.world, name);
    return relation !== null && !relation.isAssumed;
  });
}

/** Catalogs with rows of a table, and the columns that name it. */
const TABLE_COLUMNS: ReadonlyMap<string, readonly string[]> = new Map([
  ['columns', ['table_name']],
  ['table_constraints', ['table_name']],
  ['key_column_usage', ['table_name']],
  ['triggers', ['event_object_table']],
  ['pg_attribute', ['attrelid']],
  ['pg_constraint', ['conrelid']],
  ['pg_indexes', ['tablename']],
  ['pg_index', ['indrelid']],
  ['pg_trigger', ['tgrelid']],
  ['pg_policies', ['tablename']],
]);

function valuesRows(scope: Scope, lists: readonly Node[]): Result {
  const rows = lists.map((list) => ({
    values: ('List' in list ? (list.List.items ?? []) : []).map((item, at) => ({ name: `column${at + 1}`, value: valueOf(scope, item) })),
    isCertain: true,
  }));
  return { rows, isComplete: true };
}

function limited(scope: Scope, { limitCount, limitOffset }: SelectStmt, rows: readonly ResultRow[]): readonly ResultRow[] {
  const count = limitCount === undefined ? null : numberOf(valueOf(scope, limitCount));
  return count === null || limitOffset !== undefined || rows.some(({ isCertain }) => !isCertain) ? rows : rows.slice(0, count);
}

function distinct(rows: readonly ResultRow[]): readonly ResultRow[] {
  const seen = new Map<string, ResultRow>();
  for (const row of rows) {
    const key = JSON.stringify(row.values);
    if (seen.get(key)?.isCertain !== true) seen.set(key, row);
  }
  return [...seen.values()];
}

/** Each row of the left side with each of an item that fits; null where the item is not of the catalog. */
function joinWith(scope: Scope, left: Source, item: Node): Source | null {
  if ('JoinExpr' in item) {
    const { larg, rarg, jointype, quals, usingClause, isNatural } = item.JoinExpr;
    if (larg === undefined || rarg === undefined || isNatural === true || (jointype !== 'JOIN_INNER' && jointype !== 'JOIN_LEFT'))
      return null;
    const first = joinWith(scope, left, larg);
    if (first === null) return null;
    const both = joinWith(scope, first, rarg);
    if (both === null || both.rows.length > MAX_ROWS) return null;
    const using = words(usingClause);
    const matched = filter(scope, using.length === 0 ? both : filterUsing(both, using), quals);
    if (jointype === 'JOIN_INNER') return matched;
    const kept = new Set(matched.rows.map(({ items }) => keyOf(first, items)));
    return { rows: [...matched.rows, ...first.rows.filter(({ items }) => !kept.has(keyOf(first, items)))], isComplete: matched.isComplete };
  }
  const own = itemRows(scope, item);
  if (own === null || own.rows.length * left.rows.length > MAX_ROWS) return null;
  return {
    rows: left.rows.flatMap((row) =>
      own.rows.map((other) => ({ items: new Map([...row.items, ...other.items]), isCertain: row.isCertain && other.isCertain })),
    ),
    isComplete: left.isComplete && own.isComplete,
  };
}

function keyOf(first: Source, items: Joined['items']): string {
  const aliases = new Set(first.rows[0]?.items.keys() ?? []);
  return JSON.stringify([...items].filter(([alias]) => aliases.has(alias)).map(([alias, row]) => [alias, [...row]]));
}

function filterUsing(source: Source, columns: readonly string[]): Source {
  const rows = source.rows.flatMap((row) => {
    const orders = columns.map((column) => {
      const values = [...row.items.values()].flatMap((item) => item.get(column) ?? []);
      const [one, other] = values.slice(-2);
      return one === undefined || other === undefined ? null : compare(one, other);
    });
    if (orders.some((order) => order !== null && order !== 0)) return [];
    return [{ ...row, isCertain: row.isCertain && !orders.includes(null) }];
  });
  return { ...source, rows };
}

function itemRows(scope: Scope, item: Node): Source | null {
  if ('RangeVar' in item) {
    const { schemaname, relname = '', alias } = item.RangeVar;
    const rows = catalogRows(scope.world, schemaname, relname);
    if (rows === null) return null;
    const name = alias?.aliasname ?? relname;
    return {
      rows: rows.map((row) => ({ items: new Map([[name, new Map(Object.entries(row))]]), isCertain: true })),
      isComplete: !scope.world.isOpen,
    };
  }
  if ('RangeSubselect' in item) {
    const { subquery, alias } = item.RangeSubselect;
    const result = subquery !== undefined && 'SelectStmt' in subquery ? queryRows(scope, subquery.SelectStmt) : null;
    return result === null ? null : named(result, alias?.aliasname ?? '', words(alias?.colnames));
  }
  if ('RangeFunction' in item) {
    const [list] = item.RangeFunction.functions ?? [];
    const [call] = list !== undefined && 'List' in list ? (list.List.items ?? []) : [];
    if (call !== undefined && 'FuncCall' in call && functionNameOf(call.FuncCall) === 'pg_event_trigger_ddl_commands')
      return ddlCommands(scope, item.RangeFunction.alias?.aliasname ?? 'pg_event_trigger_ddl_commands');
    const values = call !== undefined && 'FuncCall' in call ? seriesOf(scope, call) : null;
    if (values === null || call === undefined) return null;
    const alias = item.RangeFunction.alias;
    const name = alias?.aliasname ?? figureColumnName(call) ?? '';
    return named(
      { rows: values.map((value) => ({ values: [{ name, value }], isCertain: true })), isComplete: true },
      name,
      words(alias?.colnames),
    );
  }
  return null;
}

/** Where an event trigger finds the tags of the commands that set it off; no variable of a body can have this name. */
export const COMMANDS = 'pg_event_trigger_ddl_commands()';

function ddlCommands(scope: Scope, alias: string): Source | null {
  const commands = scope.lookup([COMMANDS]);
  if (commands?.kind !== 'list') return null;
  const rows = commands.items.map((tag) => ({ items: new Map([[alias, new Map([['command_tag', tag]])]]), isCertain: true }));
  return { rows, isComplete: true };
}

function named({ rows, isComplete }: Result, alias: string, names: readonly string[]): Source {
  return {
    rows: rows.map(({ values, isCertain }) => ({
      items: new Map([[alias, new Map(values.map(({ name, value }, at) => [names[at] ?? name, value]))]]),
      isCertain,
    })),
    isComplete,
  };
}

/** `SELECT unnest(...)`: a row for each member. */
function targetSeries(scope: Scope, target: Node | undefined): Result | null {
  if (target === undefined || !('ResTarget' in target) || target.ResTarget.val === undefined || !('FuncCall' in target.ResTarget.val))
    return null;
  const name = target.ResTarget.name ?? functionNameOf(target.ResTarget.val.FuncCall);
  const values = seriesOf(scope, target.ResTarget.val);
  return values === null ? null : { rows: values.map((value) => ({ values: [{ name, value }], isCertain: true })), isComplete: true };
}

/** unnest() of a known array, generate_series() of known numbers. */
function seriesOf(scope: Scope, call: Extract<Node, { FuncCall: unknown }>): readonly Value[] | null {
  const name = functionNameOf(call.FuncCall);
  const values = (call.FuncCall.args ?? []).map((argument) => valueOf(scope, argument));
  if (name === 'unnest' && values[0]?.kind === 'list' && values.length === 1) return values[0].items;
  if (name !== 'generate_series') return null;
  const [from, to, step = 1] = values.map(numberOf);
  if (from === null || to === null || step === null || from === undefined || to === undefined || step === 0) return null;
  const length = Math.floor((to - from) / step) + 1;
  return length > 1000 ? null : Array.from({ length: Math.max(0, length) }, (_, at) => scalar(from + at * step));
}

function filter(scope: Scope, source: Source, condition: Node | undefined): Source {
  if (condition === undefined) return source;
  const rows = source.rows.flatMap((row) => {
    const holds = truth(valueOf(within(scope, row), condition));
    if (holds === false) return [];
    return [{ ...row, isCertain: row.isCertain && holds === true }];
  });
  return { ...source, rows };
}

/** Columns of the row come before names from outside. */
function within(scope: Scope, { items }: Joined): Scope {
  return {
    ...scope,
    lookup: (names) => {
      const column = names.at(-1) ?? '';
      if (names.length === 1) {
        for (const item of items.values()) {
          const value = item.get(column);
          if (value !== undefined) return value;
        }
        const record = items.get(column);
        if (record !== undefined) return record.size === 1 ? [...record.values()][0] : { kind: 'record', fields: record };
      } else {
        const item = items.get(names.at(-2) ?? '');
        if (item !== undefined) return item.get(column) ?? UNKNOWN;
      }
      return scope.lookup(names);
    },
  };
}

function targetValues(scope: Scope, row: Joined, target: Node): readonly { readonly name: string; readonly value: Value }[] {
  if (!('ResTarget' in target) || target.ResTarget.val === undefined) return [];
  const { name, val } = target.ResTarget;
  if ('ColumnRef' in val) {
    const fields = val.ColumnRef.fields ?? [];
    const last = fields.at(-1);
    if (last !== undefined && 'A_Star' in last) {
      const qualifier = fields.length > 1 ? words(fields.slice(0, -1)).at(-1) : undefined;
      return [...row.items]
        .filter(([alias]) => qualifier === undefined || alias === qualifier)
        .flatMap(([, item]) => [...item].map(([column, value]) => ({ name: column, value })));
    }
  }
  return [{ name: name ?? figureColumnName(val) ?? '?column?', value: valueOf(scope, val) }];
}

function hasAggregate(target: Node): boolean {
  let found = false;
  walk(target, (kind, fields) => {
    if (kind === 'FuncCall') found ||= isAggregate(functionNameOf(fields));
    return kind !== 'SubLink';
  });
  return found;
}

/** Aggregates are worked out first; what is around them is an expression over their values. */
function aggregated(scope: Scope, source: Source, targets: readonly Node[]): ResultRow {
  const values: Value[] = [];
  const replaced = targets.map((target) =>
    rewrite(target, (kind, fields) => {
      if (kind !== 'FuncCall' || !isAggregate(functionNameOf(fields))) return undefined;
      values.push(aggregate(scope, source, fields));
      return { ParamRef: { number: values.length } };
    }),
  ) as readonly Node[];
  const inner: Scope = { ...scope, parameters: values };
  return {
    values: replaced.flatMap((target, at) => {
      if (!('ResTarget' in target)) return [];
      const original = targets[at];
      const shown =
        original !== undefined && 'ResTarget' in original && original.ResTarget.val !== undefined
          ? figureColumnName(original.ResTarget.val)
          : null;
      return [{ name: target.ResTarget.name ?? shown ?? '?column?', value: valueOf(inner, target.ResTarget.val) }];
    }),
    isCertain: true,
  };
}

function aggregate(scope: Scope, { rows, isComplete }: Source, call: Readonly<Record<string, unknown>>): Value {
  const name = functionNameOf(call);
  const certain = rows.filter((row) => row.isCertain);
  const isSettled = isComplete && certain.length === rows.length && call['agg_filter'] === undefined;
  const [argument, second] = (call['args'] ?? []) as readonly Node[];
  const values = argument === undefined ? [] : rows.map((row) => valueOf(within(scope, row), argument));
  if (name === 'count') {
    if (argument !== undefined && kindOf(argument)[0] !== 'A_Const' && values.some((value) => value.kind === 'unknown')) return UNKNOWN;
    if (call['agg_filter'] !== undefined || call['agg_distinct'] === true) return isSettled && certain.length === 0 ? scalar(0) : UNKNOWN;
    const counted =
      argument === undefined ? certain.length : values.filter((value) => value.kind !== 'scalar' || value.value !== null).length;
    return isSettled ? scalar(counted) : { kind: 'at-least', count: certain.length };
  }
  // Known rows stand for those that an open world does not show.
  if (!isSettled && (certain.length < rows.length || rows.length === 0)) return UNKNOWN;
  if (values.length === 0) return NULL;
  if (name === 'array_agg') return { kind: 'list', items: values };
  if (name === 'string_agg' && second !== undefined) {
    const separator = textParts(valueOf(scope, second)) ?? [''];
    return joined(values.flatMap((value, at) => [...(at === 0 ? [] : separator), ...(textParts(value) ?? [])]));
  }
  if (!isSettled) return UNKNOWN;
  if (name === 'bool_or') return values.some((value) => truth(value) === true) ? scalar(true) : UNKNOWN;
  if (name === 'max' || name === 'min') return extreme(values, name === 'max' ? 1 : -1);
  return UNKNOWN;
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  let best = values[0] ?? NULL;
  for (const value of values) {
    const order = compare(value, best);
    if (order === null) return UNKNOWN;
    if (order === sign) best = value;
  }
  return best;
}
