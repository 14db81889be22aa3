import type { AlterTableCmd, ColumnDef, Constraint, CreateStmt, IndexStmt, Node, RangeVar, TypeName } from 'libpg-query';
import { alterTableClauses } from './clauses.ts';
import type { StatementSubject } from './rule.ts';
import type { Relation } from './world/objects.ts';
import { withStorage } from './world/trees.ts';
import type { World } from './world/world.ts';

/** A subcommand of ALTER TABLE with its text: `ADD CONSTRAINT c CHECK (a > 0)`. */
export interface Subcommand {
  readonly type: string;
  readonly command: AlterTableCmd;
  readonly text: string;
}

/** A constraint that a statement adds, with the text of its clause. */
export interface AddedConstraint {
  readonly constraint: Constraint;
  /** Of the ALTER TABLE clause; empty where it stands at a column or in CREATE TABLE. */
  readonly text: string;
  /** The column that it stands at. */
  readonly column: string | null;
}

/** A column that a statement adds or makes with a table. */
export interface NewColumn {
  readonly definition: ColumnDef;
  readonly range: RangeVar;
  readonly isOfNewTable: boolean;
}

/** Asked for by most rules, so that each statement is taken apart once. */
const KNOWN_SUBCOMMANDS = new WeakMap<Node, readonly Subcommand[]>();

/** The subcommands of an ALTER TABLE; none for other statements. */
export function subcommandsOf({ node, sql }: Pick<StatementSubject, 'node' | 'sql'>): readonly Subcommand[] {
  const known = KNOWN_SUBCOMMANDS.get(node);
  if (known !== undefined) return known;
  let texts: readonly string[] | null = null;
  const subcommands = alterationsIn(node).map(({ type, command }, at) => ({
    type,
    command,
    get text(): string {
      texts ??= alterTableClauses(sql);
      return texts[at] ?? '';
    },
  }));
  KNOWN_SUBCOMMANDS.set(node, subcommands);
  return subcommands;
}

/** The subcommands of an ALTER TABLE without their texts; none for other statements. */
export function alterationsIn(node: Node): readonly Omit<Subcommand, 'text'>[] {
  if (!('AlterTableStmt' in node)) return [];
  return (node.AlterTableStmt.cmds ?? []).flatMap((item) =>
    'AlterTableCmd' in item ? [{ type: item.AlterTableCmd.subtype ?? 'AT_AddColumn', command: item.AlterTableCmd }] : [],
  );
}

/** The subcommands of one type. */
export function subcommandsOfType(subject: Pick<StatementSubject, 'node' | 'sql'>, ...types: readonly string[]): readonly Subcommand[] {
  return subcommandsOf(subject).filter(({ type }) => types.includes(type));
}

/** The table that ALTER TABLE, CREATE TABLE, CREATE INDEX and their like are about. */
export function rangeOf(node: Node): RangeVar | null {
  if ('AlterTableStmt' in node) return node.AlterTableStmt.relation ?? null;
  if ('CreateStmt' in node) return node.CreateStmt.relation ?? null;
  if ('IndexStmt' in node) return node.IndexStmt.relation ?? null;
  if ('CreatePolicyStmt' in node) return node.CreatePolicyStmt.table ?? null;
  if ('RenameStmt' in node) return node.RenameStmt.relation ?? null;
  if ('AlterObjectSchemaStmt' in node) return node.AlterObjectSchemaStmt.relation ?? null;
  if ('UpdateStmt' in node) return node.UpdateStmt.relation ?? null;
  if ('DeleteStmt' in node) return node.DeleteStmt.relation ?? null;
  return null;
}

/** The relation of a name in the world as it is; null where it is not known. */
export function relationNamed(world: World, range: RangeVar | null | undefined): Relation | null {
  return range === null || range === undefined ? null : world.findRelation(range.relname ?? '', range.schemaname ?? null);
}

/** Was the relation there before the batch? One that an open world has not seen was. */
export function isOld(world: World, range: RangeVar | null | undefined): boolean {
  const relation = relationNamed(world, range);
  return relation === null ? world.isOpen : !relation.isNew;
}

/** May the relation hold rows, as far as is known? */
export function mayHoldRows(world: World, relation: Relation | null): boolean {
  if (relation === null) return world.isOpen;
  if (world.assumedRowsOf(relation) !== null) return world.assumedRowsOf(relation) !== 0;
  return withStorage(relation).some(({ population }) => population !== 'empty');
}

/** The columns that ALTER TABLE adds, and those of CREATE TABLE. */
export function newColumns(node: Node): readonly NewColumn[] {
  if ('CreateStmt' in node) return columnsOf(node.CreateStmt);
  if (!('AlterTableStmt' in node)) return [];
  const range = node.AlterTableStmt.relation ?? {};
  return (node.AlterTableStmt.cmds ?? []).flatMap((item) => {
    const definition =
      'AlterTableCmd' in item && (item.AlterTableCmd.subtype ?? 'AT_AddColumn') === 'AT_AddColumn' ? item.AlterTableCmd.def : undefined;
    return definition !== undefined && 'ColumnDef' in definition ? [{ definition: definition.ColumnDef, range, isOfNewTable: false }] : [];
  });
}

/** The constraint of a kind that stands at a column. */
export function columnConstraint({ constraints = [] }: ColumnDef, ...types: readonly string[]): Constraint | null {
  for (const node of constraints) if ('Constraint' in node && types.includes(node.Constraint.contype ?? '')) return node.Constraint;
  return null;
}

/** All constraints that a statement adds: table constraints and those at columns. */
export function addedConstraints(subject: Pick<StatementSubject, 'node' | 'sql'>): readonly AddedConstraint[] {
  const ofTable = subcommandsOfType(subject, 'AT_AddConstraint').flatMap((subcommand) => {
    const { def } = subcommand.command;
    if (def === undefined || !('Constraint' in def)) return [];
    return [
      {
        constraint: def.Constraint,
        column: null,
        get text(): string {
          return subcommand.text;
        },
      },
    ];
  });
  return [...ofTable, ...tableConstraints(subject.node), ...newColumns(subject.node).flatMap(({ definition }) => atColumn(definition))];
}

/** Words of a list of String nodes. */
export function wordsOf(nodes: readonly Node[] | undefined): readonly string[] {
  return (nodes ?? []).flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []));
}

/** The last word of a type's name, as the parser has it: `int4`, `varchar`, `serial`. */
export function typeWord(type: TypeName | undefined): string {
  return wordsOf(type?.names).at(-1) ?? '';
}

/** The key columns and expressions of CREATE INDEX. */
export function indexElements({ indexParams = [] }: IndexStmt): readonly string[] {
  return indexParams.map((node) => ('IndexElem' in node ? (node.IndexElem.name ?? '(expression)') : ''));
}

function columnsOf({ relation = {}, tableElts = [] }: CreateStmt): readonly NewColumn[] {
  return tableElts.flatMap((node) => ('ColumnDef' in node ? [{ definition: node.ColumnDef, range: relation, isOfNewTable: true }] : []));
}

function tableConstraints(node: Node): readonly AddedConstraint[] {
  if (!('CreateStmt' in node)) return [];
  return (node.CreateStmt.tableElts ?? []).flatMap((element) =>
    'Constraint' in element ? [{ constraint: element.Constraint, text: '', column: null }] : [],
  );
}

function atColumn({ colname = '', constraints = [] }: ColumnDef): readonly AddedConstraint[] {
  return constraints.flatMap((node) => ('Constraint' in node ? [{ constraint: node.Constraint, text: '', column: colname }] : []));
}

/** The value of an option by name: text, number as text, `true` for a bare word. */
export function optionOf(options: readonly Node[] | undefined, name: string): string | null {
  for (const node of options ?? []) {
    if (!('DefElem' in node) || node.DefElem.defname !== name) continue;
    const { arg } = node.DefElem;
    if (arg === undefined) return 'true';
    if ('String' in arg) return arg.String.sval ?? '';
    if ('Integer' in arg) return String(arg.Integer.ival ?? 0);
    if ('Boolean' in arg) return String(arg.Boolean.boolval === true);
    if ('TypeName' in arg) return typeWord(arg.TypeName);
    return 'List' in arg ? wordsOf(arg.List.items).join('.') : 'true';
  }
  return null;
}

/** A name as DROP, COMMENT and others have it: `[schema.]name`. */
export function nameOfNode(node: Node | undefined): { readonly schema: string | null; readonly name: string } {
  const words =
    node === undefined
      ? []
      : 'List' in node
        ? wordsOf(node.List.items)
        : 'TypeName' in node
          ? wordsOf(node.TypeName.names)
          : 'ObjectWithArgs' in node
            ? wordsOf(node.ObjectWithArgs.objname)
            : wordsOf([node]);
  return { schema: words.at(-2) ?? null, name: words.at(-1) ?? '' };
}

/** The relations that a DROP names, as they are before it; for others none. */
export function droppedRelations(node: Node, world: World): readonly Relation[] {
  if (!('DropStmt' in node)) return [];
  return (node.DropStmt.objects ?? []).flatMap((object) => {
    const { schema, name } = nameOfNode(object);
    return world.findRelation(name, schema) ?? [];
  });
}
