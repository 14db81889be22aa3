import type { Constraint, Relation } from '../../world/objects.ts';
import { withStorage } from '../../world/trees.ts';
import type { World } from '../../world/world.ts';
import { rebuildIndex } from '../build-index.ts';
import { fireEventTriggers } from '../call-function.ts';
import type { Interpretation } from '../interpretation.ts';

interface TableWork {
  readonly relation: Relation;
  readonly rewrites: string[];
  readonly scans: string[];
  readonly copies: string[];
  /** Has a column computed anew, be it without a rewrite: no other table may store rows of this type. */
  hasNewValues: boolean;
}

/**
 * What ALTER TABLE leaves for its last phase (ATRewriteTables, tablecmds.c): each table is rewritten once or read once for all subcommands,
 * and foreign keys are checked after that.
 */
export class RowWork {
  readonly #tables = new Map<Relation, TableWork>();
  readonly #foreignKeys: Constraint[] = [];
  readonly #built = new Set<Relation>();

  /** All rows have to be written anew. */
  rewrite(relation: Relation, reason: string): void {
    this.#of(relation).rewrites.push(reason);
  }

  /** All rows have to be checked in place. */
  verify(relation: Relation, reason: string): void {
    this.#of(relation).scans.push(reason);
  }

  /** The file moves to another tablespace. */
  copy(relation: Relation, reason: string): void {
    this.#of(relation).copies.push(reason);
  }

  /** A column gets values that are not in the rows yet. */
  newValues(relation: Relation): void {
    this.#of(relation).hasNewValues = true;
  }

  /** All rows have to be looked up in the referenced table. */
  validate(constraint: Constraint): void {
    this.#foreignKeys.push(constraint);
  }

  /** An index that the statement itself has built: a rewrite builds it only once. */
  built(index: Relation): void {
    this.#built.add(index);
  }

  isRewritten(relation: Relation): boolean {
    return (this.#tables.get(relation)?.rewrites.length ?? 0) > 0;
  }

  run(context: Interpretation): void {
    for (const table of this.#tables.values()) this.#runTable(context, table);
    for (const constraint of this.#foreignKeys) checkForeignKey(context, constraint);
  }

  #runTable(context: Interpretation, { relation, rewrites, scans, copies, hasNewValues }: TableWork): void {
    if (relation.relkind === 'partitioned-table') return;
    if (rewrites.length > 0 || hasNewValues) refuseWhereRowTypeIsStored(context, relation);
    if (rewrites.length > 0) return this.#rewriteTable(context, relation, because(rewrites));
    if (scans.length > 0) context.work('scan', relation, { reason: because(scans) });
    if (copies.length > 0) copyFile(context, relation, because(copies));
  }

  #rewriteTable(context: Interpretation, relation: Relation, reason: string): void {
    fireEventTriggers(context, 'table_rewrite', 'ALTER TABLE');
    context.work('rewrite', relation, { reason });
    for (const index of relation.indexes) {
      context.lock(index, 'ACCESS EXCLUSIVE', 'index');
      if (!this.#built.has(index)) rebuildIndex(context, index, 'its table is rewritten');
    }
  }

  #of(relation: Relation): TableWork {
    const known = this.#tables.get(relation);
    if (known !== undefined) return known;
    const made: TableWork = { relation, rewrites: [], scans: [], copies: [], hasNewValues: false };
    this.#tables.set(relation, made);
    return made;
  }
}

function because(reasons: readonly string[]): string {
  return [...new Set(reasons)].join('; ');
}

function copyFile(context: Interpretation, relation: Relation, reason: string): void {
  if (relation.index === null) context.work('copy', relation, { reason });
  else context.work('copy', relation.index.table, { reason, index: relation });
}

/** Every row is looked up in the referenced table: one join over both (RI_Initial_Check, ri_triggers.c). */
function checkForeignKey(context: Interpretation, constraint: Constraint): void {
  const { relation, referenced } = constraint;
  if (relation === null || referenced === null) return;
  context.lock(referenced, 'ROW SHARE', 'foreign-key');
  const filled = withStorage(relation).filter(({ population }) => population !== 'empty');
  if (filled.length === 0) return;
  const reason = `the foreign key ${constraint.name} has to hold for all rows`;
  for (const table of filled) context.work('scan', table, { reason });
  for (const table of withStorage(referenced)) if (!filled.includes(table)) context.work('scan', table, { reason });
}

/** A table cannot change below rows of its type that another table stores (find_composite_type_dependencies, tablecmds.c). */
export function refuseWhereRowTypeIsStored(context: Interpretation, relation: Relation): void {
  const user = columnOfRowType(context.world, relation);
  if (user !== null) context.refuse('0A000', `cannot alter table "${relation.name}" because column "${user}" uses its row type`);
}

function columnOfRowType(world: World, relation: Relation): string | null {
  for (const other of world.allRelations()) {
    if (other.relkind === 'view' || other.relkind === 'index') continue;
    const user = other.columns.find(({ use: { type } }) => type.relation === relation || type.element?.relation === relation);
    if (user !== undefined) return `${other.name}.${user.name}`;
  }
  return null;
}
