import type { AlterFunctionStmt, CreateFunctionStmt, DefElem, FunctionParameter, Node } from 'libpg-query';
import { resolveType } from '../../expressions/resolve-type.ts';
import type { FunctionObject, TypeObject } from '../../world/objects.ts';
import type { World } from '../../world/world.ts';
import { DependencyReader } from '../drop/dependency-reader.ts';
import { kindOfObject, nameOfObject } from '../drop/destroyed.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { schemaObject } from '../new-relation.ts';
import { isOn, optionText, optionsOf, strings } from '../options.ts';
import { findFunction, haveSameTypes, qualifiedName } from './find-object.ts';
import { lockFunctionBody } from './function-body.ts';
import { plpgsqlDefinition } from './function-definition.ts';
import { recordQueryDependencies } from './query-dependencies.ts';

/** CREATE FUNCTION, CREATE PROCEDURE and ALTER of them. */
export const FUNCTION_INTERPRETERS: Interpreters = { CreateFunctionStmt: createFunction, AlterFunctionStmt: alterFunction };

type Parameter = FunctionObject['parameters'][number];

const MODES: Readonly<Record<string, Parameter['mode']>> = {
  FUNC_PARAM_OUT: 'out',
  FUNC_PARAM_INOUT: 'inout',
  FUNC_PARAM_VARIADIC: 'variadic',
  FUNC_PARAM_TABLE: 'table',
};

/** CreateFunction (functioncmds.c): no lock but what the validator of LANGUAGE sql takes when it analyses the body (fmgr_sql_validator, pg_proc.c). */
function createFunction(context: Interpretation, statement: CreateFunctionStmt): void {
  const { world } = context;
  const { name, schema } = qualifiedName(statement.funcname);
  const place = schemaObject(context, schema ?? world.creationSchema());
  const options = optionsOf(statement.options);
  const fields = fieldsOf(world, statement, options);
  const existing = world.findFunctions(name, place.name).find((other) => haveSameTypes(other.arguments, fields.arguments));
  if (existing !== undefined) checkReplaceable(context, existing, statement, fields.returns);
  const made = existing ?? world.addFunction({ ...fields, name, schema: place.name });
  if (existing === undefined) {
    world.depend(made, place, 'normal');
    context.created({ what: made.prokind, name: nameOfObject(made) });
  } else {
    Object.assign(existing, fields);
    for (const { on, type } of world.references(existing)) if (type === 'normal' && on.kind !== 'schema') world.undepend(existing, on);
    reportUsers(context, existing);
  }
  for (const type of [...made.arguments, made.returns]) if (type !== null) world.depend(made, type, 'normal');
  if (made.language === 'plpgsql') made.definition = plpgsqlDefinition(statement, made.body);
  if (made.sqlBody !== null) recordQueryDependencies(world, made, made.sqlBody);
  lockFunctionBody(context, made);
}

type FunctionFields = Pick<
  FunctionObject,
  | 'prokind'
  | 'language'
  | 'volatility'
  | 'isStrict'
  | 'isSecurityDefiner'
  | 'returnsSet'
  | 'arguments'
  | 'parameters'
  | 'defaultArguments'
  | 'argumentDefaults'
  | 'isVariadic'
  | 'returns'
  | 'body'
  | 'sqlBody'
  | 'definition'
  | 'settings'
>;

function fieldsOf(world: World, statement: CreateFunctionStmt, options: ReadonlyMap<string, DefElem>): FunctionFields {
  const parameters = (statement.parameters ?? []).flatMap((node) => ('FunctionParameter' in node ? [node.FunctionParameter] : []));
  const inputs = parameters.filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE');
  const sqlBody = statement.sql_body ?? null;
  const language = options.get('language');
  return {
    prokind: kindOf(statement, options),
    language: language === undefined ? 'sql' : optionText(language).toLowerCase(),
    volatility: volatilityOf(options.get('volatility')),
    isStrict: isOn(options.get('strict')),
    isSecurityDefiner: isOn(options.get('security')),
    returnsSet: statement.returnType?.setof === true,
    arguments: inputs.map((parameter) => typeOf(world, parameter)),
    parameters: parameters.map(({ name = '', mode = '' }) => ({ name, mode: MODES[mode] ?? 'in' })),
    defaultArguments: inputs.filter(({ defexpr }) => defexpr !== undefined).length,
    argumentDefaults: inputs.flatMap(({ defexpr }) => defexpr ?? []),
    isVariadic: inputs.some(({ mode }) => mode === 'FUNC_PARAM_VARIADIC'),
    returns: returnedType(world, statement, parameters),
    body: bodyText(options.get('as')),
    sqlBody,
    definition: null,
    settings: settingsOf(statement.options),
  };
}

function kindOf({ is_procedure }: CreateFunctionStmt, options: ReadonlyMap<string, DefElem>): FunctionObject['prokind'] {
  if (is_procedure === true) return 'procedure';
  return isOn(options.get('window')) ? 'window' : 'function';
}

function volatilityOf(option: DefElem | undefined): FunctionObject['volatility'] {
  const word = option === undefined ? 'volatile' : optionText(option);
  return word === 'immutable' || word === 'stable' ? word : 'volatile';
}

function typeOf(world: World, { argType }: FunctionParameter): TypeObject {
  return argType === undefined ? world.unknownType('?') : resolveType(world, argType).type;
}

/** RETURNS, or the type of the only OUT parameter, or a record of several (interpret_function_parameter_list, functioncmds.c). */
function returnedType(world: World, { returnType }: CreateFunctionStmt, parameters: readonly FunctionParameter[]): TypeObject | null {
  if (returnType !== undefined) return resolveType(world, returnType).type;
  const out = parameters.filter(({ mode }) => mode === 'FUNC_PARAM_OUT' || mode === 'FUNC_PARAM_INOUT');
  const [only] = out;
  if (only === undefined) return null;
  return out.length === 1 ? typeOf(world, only) : resolveType(world, { names: [{ String: { sval: 'record' } }] }).type;
}

function bodyText(option: DefElem | undefined): string {
  if (option?.arg === undefined || !('List' in option.arg)) return '';
  return strings(option.arg.List.items)[0] ?? '';
}

/** SET clauses as pg_proc.proconfig has them: `search_path=app`. */
function settingsOf(options: readonly Node[] | undefined): string[] {
  return (options ?? []).flatMap((node) => {
    if (!('DefElem' in node) || node.DefElem.defname !== 'set') return [];
    const { arg } = node.DefElem;
    if (arg === undefined || !('VariableSetStmt' in arg)) return [];
    return [`${arg.VariableSetStmt.name ?? ''}=${(arg.VariableSetStmt.args ?? []).map(constantText).join(', ')}`];
  });
}

function constantText(node: Node): string {
  if (!('A_Const' in node)) return '';
  const { sval, ival, fval, boolval } = node.A_Const;
  if (sval !== undefined) return sval.sval ?? '';
  if (fval !== undefined) return fval.fval ?? '';
  return boolval === undefined ? String(ival?.ival ?? 0) : String(boolval.boolval ?? false);
}

/** ProcedureCreate (pg_proc.c). */
function checkReplaceable(
  context: Interpretation,
  existing: FunctionObject,
  statement: CreateFunctionStmt,
  returns: TypeObject | null,
): void {
  if (statement.replace !== true) context.refuse('42723', `function "${existing.name}" already exists with same argument types`);
  const isProcedure = statement.is_procedure === true;
  if ((existing.prokind === 'procedure') !== isProcedure) context.refuse('42809', 'cannot change routine kind');
  const isKnown =
    returns !== null && existing.returns !== null && returns.category !== 'unknown' && existing.returns.category !== 'unknown';
  if (isKnown && returns !== existing.returns) context.refuseIfKnown('42P13', 'cannot change return type of existing function');
}

/** What keeps values of the old body: an index or a generated column over the function is silently wrong from now on. */
function reportUsers(context: Interpretation, changed: FunctionObject): void {
  for (const { object } of new DependencyReader(context.world).dependentsOf(changed))
    context.dependent({ what: kindOfObject(object), name: nameOfObject(object), change: 'uses' });
}

function alterFunction(context: Interpretation, { func, actions = [] }: AlterFunctionStmt): void {
  const found = func === undefined ? null : findFunction(context, func);
  if (found === null) return context.refuseIfKnown('42883', `function ${qualifiedName(func?.objname).name} does not exist`);
  const options = optionsOf(actions);
  if (options.has('volatility')) found.volatility = volatilityOf(options.get('volatility'));
  if (options.has('strict')) found.isStrict = isOn(options.get('strict'));
  if (options.has('security')) found.isSecurityDefiner = isOn(options.get('security'));
  found.settings = [...found.settings, ...settingsOf(actions)];
}
