/** A row of sql/schema/dependencies.sql: class, oid and part of what depends, of what it depends on, and how (pg_depend.deptype). */
export type DependencyRow = readonly (string | null)[];

/** What the objects of some addresses need, by their keys. */
export interface Needs {
  /** All. */
  readonly whole: ReadonlySet<string>;
  /** What its stand-in needs: not what its defaults, its query or its body name. */
  readonly standIn: ReadonlySet<string>;
}

// Oids of catalogs, which are the same in every database (src/include/catalog).
const TYPES = '1247';
const ROUTINES = '1255';
const DEFAULTS = '2604';
const OPERATOR_CLASSES = '2616';
const OPERATOR_FAMILIES = '2753';
const SCHEMAS = '2615';
const LANGUAGES = '2612';
const RULES = '2618';
const MEMBERS_OF_FAMILIES: readonly string[] = ['2602', '2603'];
const OUTSIDE_OF_BODIES: readonly string[] = [TYPES, SCHEMAS, LANGUAGES];
const MOST_STEPS = 10;

/** Who an address belongs to: index of a constraint, row type of a table, member of an extension. */
export class SchemaDependencies {
  readonly #keys: ReadonlyMap<string, string>;
  readonly #holders = new Map<string, string>();
  readonly #rows: readonly DependencyRow[];

  /** `keys`: of the objects, by address (class, oid and part with colons). */
  constructor(rows: readonly DependencyRow[], keys: ReadonlyMap<string, string>) {
    this.#keys = keys;
    this.#rows = rows;
    for (const [classId = '', objectId, part, referencedClass = '', referencedId, referencedPart, type] of rows) {
      const isHeld =
        type === 'i' || type === 'e' || type === '=' || (MEMBERS_OF_FAMILIES.includes(classId ?? '') && isFamily(referencedClass));
      if (isHeld) this.#holders.set(`${classId}:${objectId}:${part}`, `${referencedClass}:${referencedId}:${referencedPart}`);
    }
  }

  /** The key of what an address belongs to; null: to the system, or to what nobody copies. */
  keyOf(address: string): string | null {
    let at = address;
    for (let step = 0; step < MOST_STEPS; step++) {
      const whole = at.replace(/:\d+$/u, ':0');
      const found = this.#keys.get(at) ?? this.#keys.get(whole);
      if (found !== undefined) return found;
      const holder = this.#holders.get(at) ?? this.#holders.get(whole);
      if (holder === undefined) return null;
      at = holder;
    }
    return null;
  }

  /** What each object needs; `isLoose` tells which rows say nothing of that. */
  needs(isLoose: (from: string, type: string) => boolean): ReadonlyMap<string, Needs> {
    const needs = new Map<string, { whole: Set<string>; standIn: Set<string> }>();
    for (const [classId, objectId, part, referencedClass, referencedId, referencedPart, type] of this.#rows) {
      const from = this.keyOf(`${classId}:${objectId}:${part}`);
      if (from === null || type === '=' || isLoose(from, type ?? '')) continue;
      const to = this.keyOf(`${referencedClass}:${referencedId}:${referencedPart}`);
      // A routine whose body names itself cannot be made in one go.
      if (to === null || (to === from && (classId !== ROUTINES || referencedClass !== ROUTINES))) continue;
      const own = needs.get(from) ?? { whole: new Set(), standIn: new Set() };
      needs.set(from, own);
      own.whole.add(to);
      if (isOfStandIn(classId ?? '', referencedClass ?? '')) own.standIn.add(to);
    }
    return needs;
  }
}

function isFamily(classId: string | null): boolean {
  return classId === OPERATOR_CLASSES || classId === OPERATOR_FAMILIES;
}

function isOfStandIn(classId: string, referencedClass: string): boolean {
  if (classId === DEFAULTS || classId === RULES) return false;
  if (classId === TYPES) return referencedClass === SCHEMAS;
  return classId !== ROUTINES || OUTSIDE_OF_BODIES.includes(referencedClass);
}
