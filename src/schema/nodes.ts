import type { SchemaObject, SchemaPhase } from './schema.ts';

/** Statements that are executed at one place of the order. */
export interface Node {
  /** Unique: the key of the object, or what is done to it before or after. */
  readonly name: string;
  readonly object: SchemaObject;
  readonly phase: SchemaPhase;
  readonly statements: readonly string[];
  /** Names of the nodes that come first. */
  readonly needs: readonly string[];
  readonly standIn: { readonly create: readonly string[]; readonly complete: readonly string[]; readonly needs: readonly string[] } | null;
}

/** What makes a set of objects; those that another one of the set makes have none of their own. */
export interface Nodes {
  readonly whole: readonly Node[];
  readonly completions: readonly Node[];
}

/** The nodes of some objects, with needs among these alone. */
export function nodesOf(objects: Iterable<SchemaObject>): Nodes {
  const wanted = new Map([...objects].map((object) => [object.key, object]));
  const makerOf = (key: string): string => {
    const by = wanted.get(key)?.madeBy ?? null;
    return by !== null && wanted.has(by) ? makerOf(by) : key;
  };
  const named = (keys: Iterable<string>): string[] => [...new Set([...keys].map(makerOf))].filter((name) => wanted.has(name));
  const made = Map.groupBy(wanted.values(), ({ key }) => makerOf(key));
  const whole = [...made].flatMap(([key, members]): readonly Node[] => {
    const object = wanted.get(key);
    return object === undefined ? [] : [nodeOf(object, members, named)];
  });
  const completions = [...wanted.values()].flatMap((object): readonly Node[] => {
    const { completion, key } = object;
    if (completion === null || completion.create.length === 0) return [];
    const { phase, create: statements, dependsOn } = completion;
    return [{ name: `completion of ${key}`, object, phase, statements, needs: named([key, ...dependsOn]), standIn: null }];
  });
  return { whole, completions };
}

function nodeOf(object: SchemaObject, members: readonly SchemaObject[], named: (keys: Iterable<string>) => string[]): Node {
  const { key, phase, create: statements, standIn } = object;
  const needs = named(members.flatMap(({ dependsOn }) => dependsOn));
  // What a part of it needs of another part is its own affair; what is its own definition is not.
  const isOwn = object.dependsOn.includes(key);
  return {
    name: key,
    object,
    phase,
    statements,
    needs: isOwn ? needs : needs.filter((need) => need !== key),
    standIn: standIn === null ? null : { create: standIn.create, complete: standIn.complete, needs: named(standIn.dependsOn) },
  };
}
