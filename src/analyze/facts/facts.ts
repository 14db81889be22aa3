import { EXTENSIONS } from './extension-data.ts';
import { FactSet } from './fact-set.ts';
import type { FactLines } from './fact-set.ts';
import { CASTS, FUNCTIONS, OPERATORS, OPERATOR_CLASSES, TYPES } from './postgres-data.ts';

const OWN: FactLines = { types: TYPES, casts: CASTS, functions: FUNCTIONS, operators: OPERATORS, operatorClasses: OPERATOR_CLASSES };
const SECTION = /^\((\w+)\)\n/gmu;

const own = new Map<number, FactSet>();
const extensions = new Map<number, ReadonlyMap<string, FactSet>>();
const homes = new Map<number, ReadonlyMap<string, string>>();

/** What the schema pg_catalog of a major version holds. */
export function postgresFacts(major: number): FactSet {
  const known = own.get(major) ?? new FactSet(OWN, major);
  own.set(major, known);
  return known;
}

/** What an extension of PostgreSQL's own contrib modules makes, null for others. */
export function extensionFacts(name: string, major: number): FactSet | null {
  return allExtensionFacts(major).get(name) ?? null;
}

/** The contrib extension that has a type of this name: `citext`, `hstore`, `ltree` ... */
export function extensionOfType(type: string, major: number): string | null {
  const known =
    homes.get(major) ?? new Map([...allExtensionFacts(major)].flatMap(([name, facts]) => facts.typeNames().map((of) => [of, name])));
  homes.set(major, known);
  return known.get(type) ?? null;
}

/** All contrib extensions that we know, by name. */
export function allExtensionFacts(major: number): ReadonlyMap<string, FactSet> {
  const known =
    extensions.get(major) ??
    new Map(
      EXTENSIONS.split(/^\[/mu)
        .slice(1)
        .map((text) => [text.slice(0, text.indexOf(']')), new FactSet(sectionsOf(text), major)]),
    );
  extensions.set(major, known);
  return known;
}

function sectionsOf(text: string): FactLines {
  const lines = { types: '', casts: '', functions: '', operators: '', operatorClasses: '' };
  const heads = [...text.matchAll(SECTION)];
  for (const [at, head] of heads.entries())
    lines[head[1] as keyof FactLines] = text.slice(head.index + head[0].length, heads[at + 1]?.index ?? text.length);
  return lines;
}
