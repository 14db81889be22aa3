import type { AlterDomainStmt, Constraint as ConstraintNode, CreateDomainStmt, Node } from 'libpg-query';
import { resolveType } from '../../expressions/resolve-type.ts';
import type { Column, Relation, TypeObject } from '../../world/objects.ts';
import { chooseConstraintName } from '../choose-name.ts';
import { dropObjects } from '../drop-objects.ts';
import type { World } from '../../world/world.ts';
import type { Interpretation } from '../interpretation.ts';
import type { Interpreters } from '../interpreters.ts';
import { qualifiedName } from './find-object.ts';
import { recordQueryDependencies } from './query-dependencies.ts';
import { addNewType } from './types.ts';

const WITH_NOT_NULL_CONSTRAINTS = 17;

/** CREATE DOMAIN and ALTER DOMAIN. */
export const DOMAIN_INTERPRETERS: Interpreters = { CreateDomainStmt: createDomain, AlterDomainStmt: alterDomain };

function createDomain(context: Interpretation, { domainname, typeName, constraints = [] }: CreateDomainStmt): void {
  const { world } = context;
  const base = typeName === undefined ? null : resolveType(world, typeName);
  const domain = addNewType(context, qualifiedName(domainname), { category: 'domain', base });
  if (base !== null) world.depend(domain, base.type, 'normal');
  // A domain over another one takes over its default (DefineDomain, typecmds.c).
  if (base !== null) domain.defaultExpression = base.type.defaultExpression;
  for (const node of constraints) if ('Constraint' in node) addToNew(context, domain, node.Constraint);
}

function addToNew(context: Interpretation, domain: TypeObject, node: ConstraintNode): void {
  if (node.contype === 'CONSTR_CHECK') addCheck(context, domain, node);
  else if (node.contype === 'CONSTR_NOTNULL') markNotNull(context.world, domain, node.conname);
  else if (node.contype === 'CONSTR_DEFAULT') domain.defaultExpression = node.raw_expr ?? null;
}

/** The letters are those of gram.y: T default, N and O not null, C and X constraints, V validation. */
function alterDomain(context: Interpretation, statement: AlterDomainStmt): void {
  const { name, schema } = qualifiedName(statement.typeName);
  const domain = context.world.findType(name, schema);
  if (domain === null || domain.category !== 'domain') {
    context.refuseIfKnown(domain === null ? '42704' : '42809', `"${name}" is not a domain`);
    return;
  }
  switch (statement.subtype) {
    case 'T':
      domain.defaultExpression = statement.def ?? null;
      break;
    case 'N':
      dropNotNull(context.world, domain);
      break;
    case 'O':
      setNotNull(context, domain);
      break;
    case 'C':
      addConstraint(context, domain, statement.def);
      break;
    case 'X':
      dropConstraint(context, domain, statement);
      break;
    case 'V':
      validate(context, domain, statement.name ?? '');
      break;
    default:
      context.opaque(`ALTER DOMAIN of kind ${statement.subtype ?? '?'} is not analysed`);
  }
}

/** AlterDomainNotNull (typecmds.c). */
function setNotNull(context: Interpretation, domain: TypeObject, name?: string): void {
  if (domain.isNotNull) return;
  checkAllRows(context, domain, 'the domain no longer allows NULL');
  markNotNull(context.world, domain, name);
}

/** Sets typnotnull; from 17 on there is a row in pg_constraint as well (domainAddNotNullConstraint, typecmds.c). */
function markNotNull(world: World, domain: TypeObject, name?: string): void {
  domain.isNotNull = true;
  if (world.majorVersion < WITH_NOT_NULL_CONSTRAINTS) return;
  const chosen = name ?? chooseConstraintName(world, [domain.name, null], 'not_null', domain.schema);
  world.depend(world.addConstraint({ name: chosen, type: 'not-null', domain }), domain, 'auto');
}

function dropNotNull(world: World, domain: TypeObject): void {
  domain.isNotNull = false;
  for (const constraint of domain.constraints.filter(({ type }) => type === 'not-null')) world.forget(constraint);
}

/** AlterDomainAddConstraint (typecmds.c); NOT NULL as a constraint of its own from 17 on. */
function addConstraint(context: Interpretation, domain: TypeObject, def: Node | undefined): void {
  if (def === undefined || !('Constraint' in def)) return;
  const node = def.Constraint;
  if (node.contype === 'CONSTR_NOTNULL') {
    if (context.majorVersion < WITH_NOT_NULL_CONSTRAINTS) context.refuse('42601', 'syntax error at or near "NOT"');
    setNotNull(context, domain, node.conname);
  } else if (node.contype === 'CONSTR_CHECK') {
    const isValid = node.skip_validation !== true;
    if (domain.constraints.some(({ name }) => name === node.conname))
      context.refuse('42710', `constraint "${node.conname ?? ''}" already exists`);
    if (isValid) checkAllRows(context, domain, 'the domain has a new constraint');
    addCheck(context, domain, node);
  } else context.refuse('42601', 'constraint is not possible for domains');
}

function addCheck({ world }: Interpretation, domain: TypeObject, node: ConstraintNode): void {
  const constraint = world.addConstraint({
    name: node.conname ?? chooseConstraintName(world, [domain.name, null], 'check', domain.schema),
    type: 'check',
    domain,
    isValid: node.skip_validation !== true,
    expression: node.raw_expr ?? null,
  });
  world.depend(constraint, domain, 'auto');
  if (node.raw_expr !== undefined) recordQueryDependencies(world, constraint, node.raw_expr);
}

function dropConstraint(context: Interpretation, domain: TypeObject, { name = '', missing_ok, behavior }: AlterDomainStmt): void {
  const constraint = domain.constraints.find((candidate) => candidate.name === name);
  if (constraint?.type === 'not-null') dropNotNull(context.world, domain);
  else if (constraint !== undefined) dropObjects(context, [constraint], behavior === 'DROP_CASCADE' ? 'cascade' : 'restrict');
  else if (missing_ok !== true) context.refuseIfKnown('42704', `constraint "${name}" of domain "${domain.name}" does not exist`);
}

function validate(context: Interpretation, domain: TypeObject, name: string): void {
  const constraint = domain.constraints.find((candidate) => candidate.name === name);
  if (constraint === undefined) {
    context.refuseIfKnown('42704', `constraint "${name}" of domain "${domain.name}" does not exist`);
    checkAllRows(context, domain, 'a constraint of the domain is validated');
    return;
  }
  // PostgreSQL looks at the rows even of a constraint that is valid (AlterDomainValidateConstraint, typecmds.c).
  checkAllRows(context, domain, 'a constraint of the domain is validated');
  constraint.isValid = true;
}

/** get_rels_with_domain (typecmds.c): SHARE on every relation with a column of the domain or of one over it; then all are read. */
function checkAllRows(context: Interpretation, domain: TypeObject, reason: string): void {
  const relations = relationsWith(context, domain, new Set());
  for (const relation of relations) context.lock(relation, 'SHARE', 'domain');
  for (const relation of relations) context.work('scan', relation, { reason });
}

function relationsWith(context: Interpretation, domain: TypeObject, found: Set<Relation>): Set<Relation> {
  const { world } = context;
  for (const relation of world.allRelations())
    for (const column of relation.columns) if (column.use.type === domain) addRelationOf(context, domain, column, found);
  for (const type of world.allTypes()) {
    if (type.base?.type === domain) relationsWith(context, type, found);
    else if (contains(type, domain)) refuseWhereStored(context, domain, type);
  }
  return found;
}

function addRelationOf(context: Interpretation, domain: TypeObject, { relation }: Column, found: Set<Relation>): void {
  if (relation.relkind === 'table' || relation.relkind === 'materialized-view') found.add(relation);
  else if (relation.relkind === 'composite-type')
    for (const type of context.world.allTypes()) if (type.relation === relation) refuseWhereStored(context, domain, type);
}

function contains(type: TypeObject, inner: TypeObject): boolean {
  return (type.category === 'array' && type.element === inner) || (type.category === 'range' && type.subtype === inner);
}

/** find_composite_type_dependencies (tablecmds.c): values inside an array, a range or a composite type cannot be checked. */
function refuseWhereStored(context: Interpretation, domain: TypeObject, container: TypeObject): void {
  for (const relation of context.world.allRelations())
    for (const column of relation.columns) {
      if (column.use.type !== container) continue;
      if (relation.relkind === 'table' || relation.relkind === 'materialized-view' || relation.relkind === 'partitioned-table')
        context.refuse('0A000', `cannot alter type "${domain.name}" because column "${relation.name}.${column.name}" uses it`);
    }
  for (const outer of context.world.allTypes())
    if (contains(outer, container) || outer.base?.type === container) refuseWhereStored(context, domain, outer);
}
