import type { Node } from 'libpg-query';
import type { CatalogFunction, CatalogTrigger } from '../../../model/catalog.ts';
import type { FunctionObject, Trigger } from '../objects.ts';
import type { CatalogObjects } from './catalog-objects.ts';
import { lazily } from './lazily.ts';
import { parseSqlBody, parseStatement } from './parse-text.ts';

const KINDS: Readonly<Record<string, FunctionObject['prokind']>> = { f: 'function', p: 'procedure', a: 'aggregate', w: 'window' };
const VOLATILITIES: Readonly<Record<string, FunctionObject['volatility']>> = { i: 'immutable', s: 'stable', v: 'volatile' };
const MODES: Readonly<Record<string, FunctionObject['parameters'][number]['mode']>> = {
  i: 'in',
  o: 'out',
  b: 'inout',
  v: 'variadic',
  t: 'table',
};
const ENABLED: Readonly<Record<string, Trigger['enabled']>> = { O: 'origin', D: 'disabled', R: 'replica', A: 'always' };

/** VOIDOID (pg_type_d.h). */
const VOID = 2278;

// trigger.h: TRIGGER_TYPE_ROW, _BEFORE, _INSERT, _DELETE, _UPDATE, _TRUNCATE, _INSTEAD.
const ROW = 1;
const BEFORE = 2;
const INSTEAD = 64;
const EVENTS = [
  [4, 'insert'],
  [8, 'delete'],
  [16, 'update'],
  [32, 'truncate'],
] as const;

/** How volatile pg_proc.provolatile says that a function is. */
export function volatilityFrom(letter: string | null): FunctionObject['volatility'] {
  return VOLATILITIES[letter ?? 'v'] ?? 'volatile';
}

/** Puts users' functions, procedures and aggregates into the world. */
export function addFunctions(objects: CatalogObjects): void {
  for (const row of objects.catalog.functions) {
    const parameters = parametersOf(row);
    const made = objects.world.addFunction({
      name: row.name,
      schema: row.schema,
      prokind: KINDS[row.kind] ?? 'function',
      language: row.language,
      volatility: volatilityFrom(row.volatility),
      isStrict: row.isStrict,
      isSecurityDefiner: row.isSecurityDefiner,
      returnsSet: row.returnsSet,
      arguments: row.argumentTypes.map((oid) => objects.type(oid)),
      parameters,
      defaultArguments: row.defaultArguments,
      isVariadic: row.isVariadic,
      returns: row.kind === 'p' && row.returnType === VOID ? null : objects.type(row.returnType),
      body: row.sqlBody ?? row.body,
      definition: row.definition,
      settings: [...row.settings],
    });
    objects.note('pg_proc', row.oid, made, row.owner);
    const { sqlBody, definition } = row;
    if (definition !== null && row.defaultArguments > 0) lazily(made, 'argumentDefaults', () => defaultsIn(definition));
    if (sqlBody !== null) lazily(made, 'sqlBody', () => parseSqlBody(sqlBody));
  }
}

function parametersOf({ parameterNames, parameterModes, argumentTypes }: CatalogFunction): FunctionObject['parameters'] {
  const count = Math.max(parameterModes.length, parameterNames.length, argumentTypes.length);
  return Array.from({ length: count }, (_, at) => ({
    name: parameterNames[at] ?? '',
    mode: MODES[parameterModes[at] ?? 'i'] ?? 'in',
  }));
}

/** Defaults stand in the definition only. */
function defaultsIn(definition: string): readonly Node[] {
  const statement = parseStatement(definition);
  if (statement === null || !('CreateFunctionStmt' in statement)) return [];
  return (statement.CreateFunctionStmt.parameters ?? []).flatMap((node) =>
    'FunctionParameter' in node ? (node.FunctionParameter.defexpr ?? []) : [],
  );
}

/** Puts triggers and event triggers into the world. */
export function addTriggers(objects: CatalogObjects): void {
  for (const row of objects.catalog.triggers) addTrigger(objects, row);
  for (const row of objects.catalog.eventTriggers) {
    const made = objects.world.addEventTrigger({
      name: row.name,
      event: row.event,
      function: objects.function(row.function),
      tags: row.tags,
      isEnabled: row.enabled !== 'D',
    });
    objects.note('pg_event_trigger', row.oid, made, row.owner);
  }
}

function addTrigger(objects: CatalogObjects, row: CatalogTrigger): void {
  const relation = objects.relation(row.table);
  if (relation === null) return;
  const made = objects.world.addTrigger({
    name: row.name,
    relation,
    function: objects.function(row.function),
    isRow: (row.bits & ROW) !== 0,
    timing: (row.bits & BEFORE) !== 0 ? 'before' : (row.bits & INSTEAD) !== 0 ? 'instead' : 'after',
    events: new Set(EVENTS.flatMap(([bit, event]) => ((row.bits & bit) !== 0 ? [event] : []))),
    columns: objects.columns(row.table, row.columns),
    enabled: ENABLED[row.enabled] ?? 'origin',
    isConstraint: row.constraint !== 0,
    definition: row.definition ?? null,
  });
  objects.note('pg_trigger', row.oid, made, relation.owner);
}
