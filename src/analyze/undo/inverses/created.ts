import type { Node, RangeVar } from 'libpg-query';
import { deparse } from '../../../syntax/deparse.ts';
import { shownIdentifier } from '../../../syntax/shown-identifier.ts';
import { typeText, resolveType } from '../../expressions/resolve-type.ts';
import type { World } from '../../world/world.ts';
import { triggerStatements } from '../definitions.ts';
import { always, NOTHING, untold, type Inversion, type Inverter } from '../inverse.ts';
import { namesOf, shownRange } from './table.ts';

const NOTHING_TO_UNDO: Inverter = () => NOTHING;

/** CREATE of anything: it is dropped. What was there already (IF NOT EXISTS) stays; what was replaced is lost unless its text is known. */
export const invertCreate: Inversion = (node, world) => {
  const drop = dropOf(node, world);
  return drop === null ? null : drop;
};

function dropOf(node: Node, world: World): Inverter | null {
  if ('CreateStmt' in node) return dropRelation(world, 'TABLE', node.CreateStmt.relation);
  if ('CreateForeignTableStmt' in node) return dropRelation(world, 'FOREIGN TABLE', node.CreateForeignTableStmt.base?.relation);
  if ('CreateTableAsStmt' in node)
    return dropRelation(
      world,
      node.CreateTableAsStmt.objtype === 'OBJECT_MATVIEW' ? 'MATERIALIZED VIEW' : 'TABLE',
      node.CreateTableAsStmt.into?.rel,
    );
  if ('SelectStmt' in node && node.SelectStmt.intoClause !== undefined) return dropRelation(world, 'TABLE', node.SelectStmt.intoClause.rel);
  if ('CreateSeqStmt' in node) return dropRelation(world, 'SEQUENCE', node.CreateSeqStmt.sequence);
  if ('ViewStmt' in node) return view(world, node.ViewStmt.view);
  if ('CreateSchemaStmt' in node) {
    const name = node.CreateSchemaStmt.schemaname ?? '';
    return world.schemas.has(name)
      ? NOTHING_TO_UNDO
      : always(`DROP SCHEMA ${shownIdentifier(name)}${(node.CreateSchemaStmt.schemaElts ?? []).length > 0 ? ' CASCADE' : ''}`);
  }
  if ('CreateExtensionStmt' in node) {
    const name = node.CreateExtensionStmt.extname ?? '';
    const isThere = world.others.some((object) => object.what === 'extension' && object.name === name);
    return isThere ? NOTHING_TO_UNDO : always(`DROP EXTENSION ${shownIdentifier(name)}`);
  }
  return dropType(node) ?? dropOnTable(node, world) ?? dropOther(node, world);
}

function dropRelation(world: World, what: string, range: RangeVar | undefined): Inverter {
  const isThere = world.findRelation(range?.relname ?? '', range?.schemaname ?? null) !== null;
  return isThere ? NOTHING_TO_UNDO : always(`DROP ${what} ${shownRange(range)}`);
}

function view(world: World, range: RangeVar | undefined): Inverter {
  const old = world.findRelation(range?.relname ?? '', range?.schemaname ?? null);
  if (old === null) return always(`DROP VIEW ${shownRange(range)}`);
  if (old.query === null) return untold('the former query of the view');
  return always(`CREATE OR REPLACE VIEW ${shownRange(range)} AS ${deparse(old.query)}`);
}

function dropType(node: Node): Inverter | null {
  if ('CreateEnumStmt' in node) return always(`DROP TYPE ${dotted(node.CreateEnumStmt.typeName)}`);
  if ('CreateRangeStmt' in node) return always(`DROP TYPE ${dotted(node.CreateRangeStmt.typeName)}`);
  if ('CompositeTypeStmt' in node) return always(`DROP TYPE ${shownRange(node.CompositeTypeStmt.typevar)}`);
  if ('CreateDomainStmt' in node) return always(`DROP DOMAIN ${dotted(node.CreateDomainStmt.domainname)}`);
  return null;
}

function dropOnTable(node: Node, world: World): Inverter | null {
  if ('CreateTrigStmt' in node) {
    const { trigname, relation, replace } = node.CreateTrigStmt;
    const table = world.findRelation(relation?.relname ?? '', relation?.schemaname ?? null);
    const former = replace === true ? table?.triggers.find(({ name }) => name === trigname) : undefined;
    if (table !== null && former !== undefined) {
      const statements = triggerStatements(shownRange(relation), former);
      if (statements === null) return untold('the former trigger');
      return always(`DROP TRIGGER ${shownIdentifier(former.name)} ON ${shownRange(relation)}`, ...statements);
    }
    return always(`DROP TRIGGER ${shownIdentifier(trigname ?? '')} ON ${shownRange(relation)}`);
  }
  if ('CreatePolicyStmt' in node)
    return always(`DROP POLICY ${shownIdentifier(node.CreatePolicyStmt.policy_name ?? '')} ON ${shownRange(node.CreatePolicyStmt.table)}`);
  if ('RuleStmt' in node)
    return node.RuleStmt.replace === true
      ? untold('the former rule')
      : always(`DROP RULE ${shownIdentifier(node.RuleStmt.rulename ?? '')} ON ${shownRange(node.RuleStmt.relation)}`);
  return null;
}

function dropOther(node: Node, world: World): Inverter | null {
  if ('CreateFunctionStmt' in node) return functionOf(node, world);
  if ('CreateStatsStmt' in node) return always(`DROP STATISTICS ${dotted(node.CreateStatsStmt.defnames)}`);
  if ('CreatePublicationStmt' in node) return always(`DROP PUBLICATION ${shownIdentifier(node.CreatePublicationStmt.pubname ?? '')}`);
  if ('CreateSubscriptionStmt' in node) return always(`DROP SUBSCRIPTION ${shownIdentifier(node.CreateSubscriptionStmt.subname ?? '')}`);
  if ('CreateEventTrigStmt' in node) return always(`DROP EVENT TRIGGER ${shownIdentifier(node.CreateEventTrigStmt.trigname ?? '')}`);
  if ('CreateForeignServerStmt' in node) return always(`DROP SERVER ${shownIdentifier(node.CreateForeignServerStmt.servername ?? '')}`);
  if ('CreateRoleStmt' in node) return always(`DROP ROLE ${shownIdentifier(node.CreateRoleStmt.role ?? '')}`);
  return null;
}

/** A function is dropped by its input arguments; one that was replaced comes back by its definition. */
function functionOf(node: Extract<Node, { CreateFunctionStmt: unknown }>, world: World): Inverter {
  const { funcname, parameters, is_procedure, replace } = node.CreateFunctionStmt;
  const names = (funcname ?? []).flatMap(namesOf);
  const inputs = (parameters ?? [])
    .flatMap((parameter) => ('FunctionParameter' in parameter ? [parameter.FunctionParameter] : []))
    .filter(({ mode }) => mode !== 'FUNC_PARAM_OUT' && mode !== 'FUNC_PARAM_TABLE');
  const types = inputs.map(({ argType }) => (argType === undefined ? 'unknown' : typeText(resolveType(world, argType))));
  const old = world
    .findFunctions(names.at(-1) ?? '', names.length > 1 ? (names.at(-2) ?? null) : null)
    .find(
      (candidate) =>
        candidate.arguments.length === inputs.length &&
        candidate.arguments.every((type, at) => typeText({ type, modifier: -1 }) === types[at]),
    );
  if (replace === true && old !== undefined)
    return old.definition === null ? untold(`the former body of ${names.join('.')}`) : always(old.definition);
  return always(`DROP ${is_procedure === true ? 'PROCEDURE' : 'FUNCTION'} ${names.map(shownIdentifier).join('.')}(${types.join(', ')})`);
}

function dotted(names: readonly Node[] | undefined): string {
  return (names ?? []).flatMap(namesOf).map(shownIdentifier).join('.');
}
