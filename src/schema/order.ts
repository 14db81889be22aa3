import { withoutCycles } from './cycles.ts';
import { nodesOf, type Node } from './nodes.ts';
import type { SchemaObject, SchemaPhase } from './schema.ts';

/** Statements that are executed one after the other; several steps may belong to one object. */
export interface SchemaStep {
  readonly key: string;
  readonly phase: SchemaPhase;
  readonly statements: readonly string[];
}

/** Kinds in the order in which they are made where nothing else decides. */
const KINDS: readonly string[] = [
  'schema',
  'extension',
  'language',
  'access method',
  'collation',
  'conversion',
  'type',
  'domain',
  'sequence',
  'function',
  'procedure',
  'aggregate',
  'operator',
  'operator family',
  'operator class',
  'cast',
  'transform',
  'text search parser',
  'text search template',
  'text search dictionary',
  'text search configuration',
  'foreign-data wrapper',
  'server',
  'user mapping',
  'table',
  'foreign table',
  'column',
  'view',
  'materialized view',
  'constraint',
  'index',
  'statistics',
  'rule',
  'trigger',
  'policy',
  'publication',
  'publication table',
  'publication schema',
  'subscription',
  'comment',
  'security label',
  'grant',
  'default privileges',
  'default privilege',
];
const RANKS: ReadonlyMap<string, number> = new Map(KINDS.map((kind, at) => [kind, at]));
/** They would be told of all that comes after them. */
const EVENT_TRIGGER = /^(?:(?:comment|security label) on )?event trigger /u;

/**
 * The steps that make these objects where none of them is there, in an order that their dependencies allow: by kind where that leaves a choice, else
 * as they come. Cycles are broken by stand-ins. What another one of the objects makes has no step.
 */
export function creationSteps(objects: Iterable<SchemaObject>): readonly SchemaStep[] {
  const { whole, completions } = nodesOf(objects);
  const nodes = withoutCycles(whole);
  const early = earlyNames(nodes);
  const isLast = ({ object }: Node): boolean => EVENT_TRIGGER.test(object.key);
  const ordered = inOrder(nodes, (node) => (early.has(node.name) ? 0 : isLast(node) ? 2 : 1));
  const places = new Map(ordered.map(({ name }, at) => [name, at]));
  const last = completions.toSorted((a, b) => (places.get(a.object.key) ?? 0) - (places.get(b.object.key) ?? 0));
  const steps = (chosen: readonly Node[], phase: SchemaPhase): SchemaStep[] =>
    chosen.map(({ object, statements }) => ({ key: object.key, phase, statements }));
  return [
    ...steps(
      ordered.filter(({ name }) => early.has(name)),
      'before-data',
    ),
    ...steps(
      last.filter(({ phase }) => phase === 'before-data'),
      'before-data',
    ),
    ...steps(
      ordered.filter((node) => !early.has(node.name) && !isLast(node)),
      'after-data',
    ),
    ...steps(
      last.filter(({ phase }) => phase === 'after-data'),
      'after-data',
    ),
    ...steps(
      ordered.filter((node) => !early.has(node.name) && isLast(node)),
      'after-data',
    ),
  ].filter(({ statements }) => statements.length > 0);
}

/** The steps that take these objects away, dependents first. What goes with another one of the objects has no step. */
export function removalSteps(objects: Iterable<SchemaObject>): readonly SchemaStep[] {
  const nodes = withoutCycles(nodesOf(objects).whole.map((node) => ({ ...node, standIn: null })));
  return inOrder(nodes, ({ phase }) => (phase === 'before-data' ? 0 : 1))
    .toReversed()
    .map(({ object: { key, phase, drop } }) => ({ key, phase, statements: drop }))
    .filter(({ statements }) => statements.length > 0);
}

/** What has to be there before the data, and what that needs: a view may need the primary key that it groups by. */
function earlyNames(nodes: readonly Node[]): ReadonlySet<string> {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const early = new Set<string>();
  const add = (name: string): void => {
    if (early.has(name)) return;
    early.add(name);
    for (const need of byName.get(name)?.needs ?? []) add(need);
  };
  for (const { name, phase } of nodes) if (phase === 'before-data') add(name);
  return early;
}

function inOrder(nodes: readonly Node[], stage: (node: Node) => number): readonly Node[] {
  const sorted = nodes.toSorted((a, b) => stage(a) - stage(b) || byKind(a, b));
  const byName = new Map(sorted.map((node) => [node.name, node]));
  const done = new Set<string>();
  const ordered: Node[] = [];
  const visit = (node: Node): void => {
    if (done.has(node.name)) return;
    done.add(node.name);
    for (const need of node.needs) {
      const before = byName.get(need);
      if (before !== undefined) visit(before);
    }
    ordered.push(node);
  };
  for (const node of sorted) visit(node);
  return ordered;
}

function byKind(a: Node, b: Node): number {
  return rankOf(a) - rankOf(b);
}

// A domain gets no constraint any more once a table has it in an array or a row.
function rankOf({ object: { kind, create } }: Node): number {
  const asKind = kind === 'constraint' && create[0]?.startsWith('ALTER DOMAIN') === true ? 'domain' : kind;
  return RANKS.get(asKind) ?? KINDS.length;
}
