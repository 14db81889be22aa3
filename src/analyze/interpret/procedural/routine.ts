import type { Node } from 'libpg-query';
import { parseSql } from '../../../syntax/parse.ts';
import { parsePlpgsql } from '../../../syntax/parse-plpgsql.ts';
import type { PlpgsqlSignature } from '../../../syntax/parse-plpgsql.ts';
import type { FunctionObject } from '../../world/objects.ts';
import type { Interpretation } from '../interpretation.ts';
import { changeSetting, pathOf } from '../session.ts';
import { runBody } from './run-body.ts';
import { UNKNOWN } from './values.ts';
import type { Value } from './values.ts';
import { Variables } from './variables.ts';

/** What a routine is called with. */
export interface Invocation {
  readonly kind: PlpgsqlSignature['kind'];
  readonly arguments: readonly Value[];
  /** Variables that the caller sets: `tg_op`, `tg_tag` ... */
  readonly variables: ReadonlyMap<string, Value>;
  readonly isAtomic: boolean;
}

/** Follows the body of a routine in SQL or PL/pgSQL, with the settings that it brings along (SET search_path). */
export function runRoutine(context: Interpretation, routine: FunctionObject, invocation: Invocation): void {
  const { session } = context.world;
  const before = { ...session };
  for (const setting of routine.settings) {
    const [name = '', value = ''] = setting.split(/=([\s\S]*)/u);
    changeSetting(session, name.trim().toLowerCase(), /search_path/iu.test(name) ? pathOf(value) : [value]);
  }
  try {
    if (routine.language === 'plpgsql') runPlpgsql(context, routine, invocation);
    else runSql(context, routine, invocation);
  } finally {
    if (routine.settings.length > 0) Object.assign(session, before);
  }
}

function runPlpgsql(context: Interpretation, routine: FunctionObject, { kind, arguments: given, variables, isAtomic }: Invocation): void {
  const inputs = inputParameters(routine);
  const values = new Map(variables);
  for (const [at, { name, mode }] of inputs.entries())
    if (name !== '') values.set(name, mode === 'variadic' ? rest(given, at) : (given[at] ?? UNKNOWN));
  const body = parsePlpgsql(routine.body, {
    kind,
    parameters: parametersOf(routine).map(({ name, mode }) => ({ name, isOutput: mode !== 'in' && mode !== 'variadic' })),
    returnsSet: routine.returnsSet,
    returnsVoid: routine.returns?.name === 'void',
  });
  runBody(context, body, new Variables(context.world, values, given), { isAtomic });
}

/** Statement after statement; a column of the query comes before a parameter of the same name (manual 38.5.1). */
function runSql(context: Interpretation, routine: FunctionObject, { arguments: given }: Invocation): void {
  const statements =
    routine.sqlBody === null ? (parseSql(routine.body).stmts ?? []).flatMap(({ stmt }) => stmt ?? []) : atomicBody(routine.sqlBody);
  const names = new Map(inputParameters(routine).map(({ name }, at) => [name, given[at] ?? UNKNOWN]));
  names.delete('');
  const variables = new Variables(context.world, names, given);
  const was = context.isInTransaction;
  context.isInTransaction = true;
  try {
    for (const statement of statements) context.follow(variables.bind(statement));
  } finally {
    context.isInTransaction = was;
  }
}

/** BEGIN ATOMIC has a list of lists of statements, RETURN one statement. */
function atomicBody(body: Node): readonly Node[] {
  if ('List' in body) return (body.List.items ?? []).flatMap(atomicBody);
  if ('ReturnStmt' in body) {
    const { returnval } = body.ReturnStmt;
    return returnval === undefined ? [] : [{ SelectStmt: { targetList: [{ ResTarget: { val: returnval } }] } }];
  }
  return [body];
}

const MODES: Readonly<Record<string, FunctionObject['parameters'][number]['mode']>> = {
  FUNC_PARAM_OUT: 'out',
  FUNC_PARAM_INOUT: 'inout',
  FUNC_PARAM_VARIADIC: 'variadic',
  FUNC_PARAM_TABLE: 'table',
};

/** Of a function that earlier migrations made, they stand in its definition. */
function parametersOf({ parameters, definition }: FunctionObject): FunctionObject['parameters'] {
  if (parameters.length > 0 || definition === null) return parameters;
  const [statement] = parseSql(definition).stmts ?? [];
  const made = statement?.stmt !== undefined && 'CreateFunctionStmt' in statement.stmt ? statement.stmt.CreateFunctionStmt : {};
  return (made.parameters ?? []).flatMap((node) => {
    if (!('FunctionParameter' in node)) return [];
    const { name = '', mode = '' } = node.FunctionParameter;
    return { name, mode: MODES[mode] ?? 'in' };
  });
}

function inputParameters(routine: FunctionObject): FunctionObject['parameters'] {
  return parametersOf(routine).filter(({ mode }) => mode === 'in' || mode === 'inout' || mode === 'variadic');
}

/** The arguments of a VARIADIC parameter, one by one or as one array. */
function rest(given: readonly Value[], from: number): Value {
  const [only, ...others] = given.slice(from);
  return only?.kind === 'list' && others.length === 0 ? only : { kind: 'list', items: given.slice(from) };
}
