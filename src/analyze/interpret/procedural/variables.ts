import type { Node } from 'libpg-query';
import type { World } from '../../world/world.ts';
import { literalNode } from '../queries/constants.ts';
import { rewrite, walk, words } from '../queries/walk.ts';
import { queryRows } from './catalog-query.ts';
import type { Scope } from './scope.ts';
import { UNKNOWN } from './values.ts';
import type { Value } from './values.ts';

/** The variables of a body while it is followed: names in lower case, records by field. */
export class Variables {
  readonly #world: World;
  #values: Map<string, Value>;
  readonly parameters: readonly Value[];

  constructor(world: World, values: ReadonlyMap<string, Value>, parameters: readonly Value[]) {
    this.#world = world;
    this.#values = new Map(values);
    this.parameters = parameters;
  }

  get scope(): Scope {
    return { world: this.#world, lookup: (names) => this.#lookup(names), parameters: this.parameters, ask: queryRows };
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  /** The values as they are now. */
  snapshot(): ReadonlyMap<string, Value> {
    return new Map(this.#values);
  }

  /** Variables that have gone from one known value to another. */
  countersSince(before: ReadonlyMap<string, Value>): readonly string[] {
    return [...this.#values].flatMap(([name, now]) => {
      const then = before.get(name);
      return then?.kind === 'scalar' && now.kind === 'scalar' && then.value !== null && then.value !== now.value ? [name] : [];
    });
  }

  /** Changes one field of a record. */
  setField(name: string, field: string, value: Value): void {
    const record = this.#values.get(name);
    const fields = new Map(record?.kind === 'record' ? record.fields : []);
    this.#values.set(name, { kind: 'record', fields: fields.set(field, value) });
  }

  /** Follows ways of which it is not known which one is taken: what any of them changes is unknown afterwards. */
  branch<T>(ways: readonly (() => T)[]): readonly T[] {
    const before = this.#values;
    const merged = new Map(before);
    const results = ways.map((way) => {
      this.#values = new Map(before);
      const result = way();
      for (const [name, value] of this.#values) if (before.get(name) !== value) merged.set(name, UNKNOWN);
      return result;
    });
    this.#values = merged;
    return results;
  }

  /** A query with values in the place of variables, and parameters where the value is not known. */
  bind(query: Node): Node {
    const aliases = aliasesOf(query);
    return rewrite(query, (kind, fields) => {
      if (kind !== 'ColumnRef') return undefined;
      const names = words(fields['fields'] as readonly Node[]);
      const [first = ''] = names;
      if (!this.has(first) || names.at(-1) === '*' || (names.length > 1 && aliases.has(first))) return undefined;
      const value = this.#lookup(names) ?? UNKNOWN;
      if (value.kind === 'scalar') return literalNode(value.value);
      return value.kind === 'object' ? literalNode(value.text) : { ParamRef: { number: 1 } };
    }) as Node;
  }

  #lookup(names: readonly string[]): Value | undefined {
    const [first = '', second] = names;
    const value = this.#values.get(first);
    if (value === undefined || second === undefined) return value;
    return value.kind === 'record' ? (value.fields.get(second) ?? UNKNOWN) : UNKNOWN;
  }
}

function aliasesOf(query: Node): ReadonlySet<string> {
  const found = new Set<string>();
  walk({ query }, (_, fields) => {
    const alias = (fields['alias'] as { aliasname?: string } | undefined)?.aliasname;
    if (alias !== undefined) found.add(alias);
    else if (typeof fields['relname'] === 'string') found.add(fields['relname']);
    return true;
  });
  return found;
}
