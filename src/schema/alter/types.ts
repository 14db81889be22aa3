import { Properties } from '../properties.ts';
import { keeping, losing, type SchemaStatement } from '../schema-statement.ts';
import { withoutOwner, type Alteration } from './alteration.ts';

const DOMAIN = ['type', 'collate', 'not null', 'default'];

/** ALTER TYPE for enum and composite types. */
export const alterType: Alteration = (before, after) => {
  const [old, young] = [withoutOwner(before.definition).rest.split('\n'), withoutOwner(after.definition).rest.split('\n')];
  if (old.join('\n') === young.join('\n')) return [];
  if (old[0] !== young[0]) return null;
  if (young[0] === 'enum') return enumChanges(after.identity, old.slice(1), young.slice(1));
  return young[0] === 'composite' ? attributeChanges(after.identity, old.slice(1), young.slice(1)) : null;
};

/** Values can be renamed and added; none can be taken away, and none changes its place. */
function enumChanges(type: string, before: readonly string[], after: readonly string[]): readonly SchemaStatement[] | null {
  const renamed = before.flatMap((value, index) => (after[index] === value ? [] : [{ value, name: after[index] ?? '' }]));
  if (before.length === after.length && renamed.every(({ value, name }) => !after.includes(value) && !before.includes(name)))
    return renamed.map(({ value, name }) => keeping(`ALTER TYPE ${type} RENAME VALUE ${value} TO ${name}`));
  const kept = after.filter((value) => before.includes(value));
  if (kept.length !== before.length || kept.some((value, index) => value !== before[index])) return null;
  const added: SchemaStatement[] = [];
  for (const [index, value] of after.entries()) {
    if (before.includes(value)) continue;
    const place = index > 0 ? ` AFTER ${after[index - 1]}` : after.length > 1 && before.length > 0 ? ` BEFORE ${before[0]}` : '';
    added.push(keeping(`ALTER TYPE ${type} ADD VALUE ${value}${place}`));
  }
  return added;
}

interface Attribute {
  readonly name: string;
  readonly type: string;
}

/** Attributes are added at the end; where that is not their place, the last ones are taken out and added again. */
function attributeChanges(type: string, before: readonly string[], after: readonly string[]): readonly SchemaStatement[] {
  const [old, young] = [before.map(attributeOf), after.map(attributeOf)];
  const named = (name: string): Attribute | undefined => old.find((attribute) => attribute.name === name);
  if (old.length === young.length && old.every(({ type: oldType }, index) => oldType === young[index]?.type)) {
    const renamed = old.flatMap(({ name }, index) => (young[index]?.name === name ? [] : [{ name, to: young[index]?.name ?? '' }]));
    if (renamed.every(({ name, to }) => named(to) === undefined && !young.some((attribute) => attribute.name === name)))
      return renamed.map(({ name, to }) => keeping(`ALTER TYPE ${type} RENAME ATTRIBUTE ${name} TO ${to} CASCADE`));
  }
  const stays = inPlace(
    old.map(({ name }) => name),
    young.map(({ name }) => name),
  );
  return [
    ...old
      .filter(({ name }) => !stays.has(name))
      .map(({ name }) => losing(`ALTER TYPE ${type} DROP ATTRIBUTE ${name} CASCADE`, `the attribute ${name} of ${type} with its values`)),
    ...young.flatMap((attribute) => {
      const former = named(attribute.name);
      if (!stays.has(attribute.name)) return [keeping(`ALTER TYPE ${type} ADD ATTRIBUTE ${attribute.name} ${attribute.type} CASCADE`)];
      if (former === undefined || former.type === attribute.type) return [];
      return [keeping(`ALTER TYPE ${type} ALTER ATTRIBUTE ${attribute.name} TYPE ${attribute.type} CASCADE`)];
    }),
  ];
}

/** The names at the beginning of both lists, those that are taken out left aside. */
function inPlace(old: readonly string[], young: readonly string[]): ReadonlySet<string> {
  const kept = old.filter((name) => young.includes(name));
  const end = kept.findIndex((name, index) => name !== young[index]);
  return new Set(end < 0 ? kept : kept.slice(0, end));
}

function attributeOf(line: string): Attribute {
  const [, name = '', type = ''] = /^("(?:[^"]|"")*"|\S+) ([\s\S]*)$/u.exec(line) ?? [];
  return { name, type: type.replace(/ collate (?=\S+$)/u, ' COLLATE ') };
}

/** ALTER DOMAIN; its CHECKs are objects of their own. */
export const alterDomain: Alteration = (before, after) => {
  const [old, young] = [before, after].map(({ definition }) => Properties.of(withoutOwner(definition).rest, DOMAIN)) as [
    Properties,
    Properties,
  ];
  if (old.get('type') !== young.get('type') || old.get('collate') !== young.get('collate')) return null;
  const alter = (what: string): SchemaStatement => keeping(`ALTER DOMAIN ${after.identity} ${what}`);
  return [
    ...(old.get('default') === young.get('default')
      ? []
      : [alter(young.has('default') ? `SET DEFAULT ${young.get('default')}` : 'DROP DEFAULT')]),
    ...(old.has('not null') === young.has('not null') ? [] : [alter(`${young.has('not null') ? 'SET' : 'DROP'} NOT NULL`)]),
  ];
};
