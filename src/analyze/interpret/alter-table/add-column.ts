import type { AlterTableCmd, ColumnDef, Constraint as ConstraintNode, Node } from 'libpg-query';
import { volatilityOf } from '../../expressions/analyze-expression.ts';
import type { Column, Relation, TypeObject } from '../../world/objects.ts';
import { isKnownEmpty } from '../../world/trees.ts';
import { evaluate } from '../call-function.ts';
import { setColumnDefault } from '../column-default.ts';
import { defineConstraint } from '../constraints.ts';
import { columnConstraints } from '../create-table/column-constraints.ts';
import { columnType, serialType } from '../create-table/columns.ts';
import { addOwnedSequence, nextvalOf } from '../create-table/sequences.ts';
import { strings } from '../options.ts';
import type { Alteration, Pass } from './alteration.ts';
import { lockTypedTables } from './composite-type.ts';
import { refuseNewerConstraint } from './since.ts';

/** When the constraints that stand at a new column are added (ATParseTransformCmd, tablecmds.c). */
const PASS_OF: Readonly<Record<string, Pass>> = {
  CONSTR_CHECK: 'add-constraint',
  CONSTR_NOTNULL: 'add-constraint',
  CONSTR_PRIMARY: 'add-index',
  CONSTR_UNIQUE: 'add-index',
  CONSTR_FOREIGN: 'add-other-constraint',
};

/** A column as the statement describes it. */
interface NewColumn {
  readonly definition: ColumnDef;
  readonly constraints: readonly ConstraintNode[];
  readonly isNotNull: boolean;
  readonly isSerial: boolean;
}

/** ADD COLUMN, and ADD ATTRIBUTE of a composite type (ATExecAddColumn, tablecmds.c). */
export function addColumn(alteration: Alteration, command: AlterTableCmd): void {
  const { context, relation } = alteration;
  if (command.def === undefined || !('ColumnDef' in command.def)) return;
  if (relation.ofType !== null) context.refuse('42809', 'cannot add column to typed table');
  if (relation.partitionBound !== null) context.refuse('42809', 'cannot add column to a partition');
  const definition = command.def.ColumnDef;
  const existing = relation.columns.find(({ name, isAssumed }) => name === definition.colname && !isAssumed);
  if (existing !== undefined) {
    if (command.missing_ok === true) return;
    context.refuse('42701', `column "${existing.name}" of relation "${relation.name}" already exists`);
  }
  const wanted = describe(definition);
  refuseForIdentity(alteration, wanted);
  for (const node of wanted.constraints) refuseNewerConstraint(context, node);
  for (const table of lockTypedTables(alteration, command)) addTo(alteration, table, wanted, false);
  addTo(alteration, relation, wanted, false);
}

/** Children of other than a partitioned table share no identity. */
function refuseForIdentity({ context, relation, recurses }: Alteration, { constraints }: NewColumn): void {
  const hasIdentity = constraints.some(({ contype }) => contype === 'CONSTR_IDENTITY');
  if (hasIdentity && recurses && relation.relkind !== 'partitioned-table' && relation.children.length > 0)
    context.refuse('42P16', 'cannot recursively add identity column to table that has child tables');
}

function describe(definition: ColumnDef): NewColumn {
  const constraints = columnConstraints(definition);
  const has = (type: string): boolean => constraints.some(({ contype }) => contype === type);
  const isSerial = serialType(definition.typeName) !== null;
  const isNotNull = isSerial || has('CONSTR_NOTNULL') || has('CONSTR_PRIMARY') || has('CONSTR_IDENTITY');
  return { definition, constraints, isNotNull, isSerial };
}

/** On the relation and everything below it; a child that has the column merges it. */
function addTo(alteration: Alteration, relation: Relation, wanted: NewColumn, isInherited: boolean): void {
  const { context } = alteration;
  const name = wanted.definition.colname ?? '';
  const existing = relation.columns.find((column) => column.name === name);
  if (existing !== undefined && isInherited) {
    existing.inheritedTimes++;
    return;
  }
  const column = existing ?? makeColumn(alteration, relation, wanted, isInherited);
  context.created({ what: 'column', name: `${relation.schema}.${relation.name}.${name}` });
  fillColumn(alteration, column, wanted);
  for (const node of wanted.constraints) if (!isInherited) queueConstraint(alteration, column, node, wanted);
  if (relation.children.length > 0 && !alteration.recurses) context.refuse('42P16', 'column must be added to child tables too');
  for (const child of alteration.children(relation)) addTo(alteration, child, wanted, true);
}

function makeColumn({ context }: Alteration, relation: Relation, { definition, constraints }: NewColumn, isInherited: boolean): Column {
  const { world } = context;
  const generation = constraints.find(({ contype }) => contype === 'CONSTR_GENERATED');
  const identity = constraints.find(({ contype }) => contype === 'CONSTR_IDENTITY');
  return world.addColumn(relation, {
    name: definition.colname ?? '',
    use: columnType(world, definition),
    collation: strings(definition.collClause?.collname).at(-1) ?? null,
    generated: generation === undefined ? '' : generation.generated_kind === 'v' ? 'virtual' : 'stored',
    identity: identity === undefined ? '' : identity.generated_when === 'd' ? 'by-default' : 'always',
    isLocal: !isInherited,
    inheritedTimes: isInherited ? 1 : 0,
  });
}

/** Do the rows get their value by a rewrite, from the catalog, or is it NULL? */
function fillColumn(alteration: Alteration, column: Column, wanted: NewColumn): void {
  const { context, rows } = alteration;
  const { relation } = column;
  const expression = defaultExpression(alteration, column, wanted);
  setColumnDefault(context.world, column, expression);
  const reason =
    column.generated === 'virtual' ? null : rewriteReason(alteration, column, wanted, expression ?? domainDefault(column.use.type));
  const hasValue = expression !== null || domainDefault(column.use.type) !== null;
  if (relation.relkind === 'table' && (reason !== null || (hasValue && column.generated !== 'virtual'))) rows.newValues(relation);
  if (reason !== null) rows.rewrite(relation, reason);
  if (expression !== null && column.generated !== 'virtual' && !isKnownEmpty(relation)) evaluate(context, expression, relation);
  if (wanted.isNotNull && reason === null && (!hasValue || column.generated === 'virtual'))
    rows.verify(relation, `${column.name} must hold no NULL`);
  if (wanted.isNotNull && !isDeclaredNotNull(wanted)) column.isNotNull = true;
}

/** NOT NULL that no constraint of its own brings: serial, identity. */
function isDeclaredNotNull({ constraints }: NewColumn): boolean {
  return constraints.some(({ contype }) => contype === 'CONSTR_NOTNULL');
}

/** DEFAULT, generation expression, or the sequence of `serial`; DEFAULT NULL is none. */
function defaultExpression(alteration: Alteration, column: Column, { constraints, isSerial }: NewColumn): Node | null {
  const { context } = alteration;
  if (isSerial) return nextvalOf(addOwnedSequence(context, column, 'serial'));
  const identity = constraints.find(({ contype }) => contype === 'CONSTR_IDENTITY');
  if (identity !== undefined && column.isLocal) addOwnedSequence(context, column, 'identity', identity.options);
  const node = constraints.find(({ contype }) => contype === 'CONSTR_DEFAULT' || contype === 'CONSTR_GENERATED');
  const expression = node?.raw_expr ?? null;
  return expression === null || isNull(expression) ? null : expression;
}

/** PostgreSQL keeps one value for all old rows if it can be computed once; else it writes the table anew. */
function rewriteReason(alteration: Alteration, column: Column, { isSerial }: NewColumn, expression: Node | null): string | null {
  const { world } = alteration;
  if (isSerial || column.identity !== '') return `each row gets a number of its own in ${column.name}`;
  if (column.generated === 'stored') return `the generated column ${column.name} is computed for every row`;
  if (hasConstraints(column.use.type)) return `the domain ${column.use.type.name} of ${column.name} has constraints, checked row by row`;
  if (expression !== null && volatilityOf(world, expression) === 'volatile')
    return `the default of ${column.name} is volatile: every row gets its own`;
  return null;
}

/** DomainHasConstraints (typcache.c): its own or those of the domains below it. */
export function hasConstraints(type: TypeObject): boolean {
  if (type.category !== 'domain') return false;
  return type.isNotNull || type.constraints.length > 0 || (type.base !== null && hasConstraints(type.base.type));
}

function domainDefault(type: TypeObject): Node | null {
  if (type.category !== 'domain') return null;
  return type.defaultExpression ?? (type.base === null ? null : domainDefault(type.base.type));
}

function isNull(expression: Node): boolean {
  if ('TypeCast' in expression && expression.TypeCast.arg !== undefined) return isNull(expression.TypeCast.arg);
  return 'A_Const' in expression && expression.A_Const.isnull === true;
}

/** Inline constraints are added later, those of CHECK and NOT NULL on each child too; its own recursion does it for the others. */
function queueConstraint(alteration: Alteration, column: Column, node: ConstraintNode, wanted: NewColumn): void {
  const pass = PASS_OF[node.contype ?? ''];
  if (pass === undefined) return;
  const { context, rows, mode, recurses } = alteration;
  // A new column without default is NULL in all rows: no foreign key needs to be looked up. DEFAULT NULL counts as one (transformAlterTableStmt).
  const isSaid =
    wanted.isSerial || wanted.constraints.some(({ contype }) => contype === 'CONSTR_DEFAULT' || contype === 'CONSTR_GENERATED');
  const isKnownNull = node.contype === 'CONSTR_FOREIGN' && !isSaid;
  const known = isKnownNull ? { ...node, skip_validation: true, initially_valid: true } : node;
  // The column is NOT NULL from the beginning: the scan for it was asked for above.
  if (node.contype === 'CONSTR_NOTNULL')
    return alteration.queue(pass, () =>
      defineConstraint(context, column.relation, node, { column, isNewTable: true, rows, mode, recurses }),
    );
  if (node.contype === 'CONSTR_PRIMARY') column.isNotNull = true;
  alteration.queue(pass, () => defineConstraint(context, column.relation, known, { column, isNewTable: false, rows, mode, recurses }));
}
