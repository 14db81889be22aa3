import type { Catalog, CatalogObject, CatalogType } from '../../../model/catalog.ts';
import { builtinType } from '../../expressions/resolve-type.ts';
import type { Column, FunctionObject, Relation, TypeObject, WorldObject } from '../objects.ts';
import type { World } from '../world.ts';
import { lazily } from './lazily.ts';
import { parseExpression } from './parse-text.ts';

type TypeCategory = TypeObject['category'];

const CATEGORIES: Readonly<Record<string, TypeCategory>> = {
  b: 'base',
  c: 'composite',
  d: 'domain',
  e: 'enum',
  p: 'pseudo',
  r: 'range',
  m: 'multirange',
};

/** The world's objects by their place in the catalog, while a world is made from one. */
export class CatalogObjects {
  readonly world: World;
  readonly catalog: Catalog;
  readonly #objects = new Map<string, Map<number, WorldObject>>();
  readonly #columns = new Map<number, Map<number, Column>>();
  readonly #rows: ReadonlyMap<number, CatalogType>;

  constructor(world: World, catalog: Catalog) {
    this.world = world;
    this.catalog = catalog;
    this.#rows = new Map(catalog.types.map((row) => [row.oid, row]));
  }

  /** Notes which object a row of a catalog became. */
  note(catalog: string, oid: number, object: WorldObject, owner: string | null = null): void {
    let objects = this.#objects.get(catalog);
    if (objects === undefined) this.#objects.set(catalog, (objects = new Map()));
    objects.set(oid, object);
    object.owner = owner;
  }

  noteColumn(table: number, number: number, column: Column): void {
    let columns = this.#columns.get(table);
    if (columns === undefined) this.#columns.set(table, (columns = new Map()));
    columns.set(number, column);
  }

  /** The object at one end of a pg_depend row. */
  find({ catalog, oid, sub }: CatalogObject): WorldObject | null {
    if (sub !== 0) return this.column(oid, sub);
    return this.#objects.get(catalog)?.get(oid) ?? null;
  }

  relation(oid: number): Relation | null {
    const found = this.#objects.get('pg_class')?.get(oid);
    return found?.kind === 'relation' ? found : null;
  }

  column(table: number, number: number): Column | null {
    return this.#columns.get(table)?.get(number) ?? null;
  }

  /** Columns by their numbers; system columns and expressions (0) are left out. */
  columns(table: number, numbers: readonly number[]): Column[] {
    return numbers.flatMap((number) => this.column(table, number) ?? []);
  }

  function(oid: number): FunctionObject | null {
    const found = this.#objects.get('pg_proc')?.get(oid);
    return found?.kind === 'function' ? found : null;
  }

  /** A type by OID, made with what it stands on where it is not there yet; one of PostgreSQL's own by its name. */
  type(oid: number): TypeObject {
    const found = this.#objects.get('pg_type')?.get(oid);
    if (found?.kind === 'type') return found;
    const row = this.#rows.get(oid);
    if (row !== undefined) return this.#addType(row);
    const name = this.catalog.builtinTypes[oid];
    return (name === undefined ? null : builtinType(this.world, name)) ?? this.world.unknownType(name ?? String(oid));
  }

  #addType(row: CatalogType): TypeObject {
    const { world } = this;
    const isArray = row.elementType !== 0 && this.#rows.get(row.elementType)?.arrayType === row.oid;
    const type = world.addType({
      name: row.name,
      schema: row.schema,
      category: isArray ? 'array' : (CATEGORIES[row.type] ?? 'unknown'),
      element: isArray ? this.type(row.elementType) : null,
      base: row.baseType === 0 ? null : { type: this.type(row.baseType), modifier: row.baseTypeModifier },
      isNotNull: row.isNotNull,
      labels: [...row.enumLabels],
      relation: this.relation(row.relation),
      subtype: row.subtype === 0 ? null : this.type(row.subtype),
    });
    this.note('pg_type', row.oid, type, row.owner);
    const { defaultExpression } = row;
    if (defaultExpression !== null) lazily(type, 'defaultExpression', () => parseExpression(defaultExpression));
    return type;
  }
}
