import type { FingerprintObject } from '../../model/fingerprint.ts';
import { quoteLiteral } from '../../syntax/names.ts';
import { addressOf } from '../identity.ts';
import { isSame, Properties } from '../properties.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';
import { withoutOwner, type Alteration } from './alteration.ts';
import { foreignOptionChanges } from './options.ts';

const FOREIGN_DATA = ['handler', 'validator', 'wrapper', 'type', 'version', 'option'];
const PUBLICATION = ['for all tables', 'publish', 'via partition root', 'generated columns'];
const SUBSCRIPTION = ['connection', 'publications', 'enabled', 'slot_name', 'synchronous_commit', 'binary', 'streaming'];

type Pair = readonly [Properties, Properties];

function read(before: FingerprintObject, after: FingerprintObject, names: readonly string[]): Pair {
  return [before, after].map(({ definition }) => Properties.of(withoutOwner(definition).rest, names)) as unknown as Pair;
}

/** Only the owner can be another. */
export const alterOwnerOnly: Alteration = (before, after) =>
  withoutOwner(before.definition).rest === withoutOwner(after.definition).rest ? [] : null;

/** ALTER EXTENSION .. SET SCHEMA and UPDATE. */
export const alterExtension: Alteration = (before, after) => {
  const [old, young] = read(before, after, ['schema']);
  const version = /^version (.*)$/u.exec(after.detail ?? '')?.[1];
  return [
    ...(old.get('schema') === young.get('schema') ? [] : [keeping(`ALTER EXTENSION ${after.identity} SET SCHEMA ${young.get('schema')}`)]),
    ...(before.detail === after.detail || version === undefined ? [] : [keeping(`ALTER EXTENSION ${after.identity} UPDATE TO ${version}`)]),
  ];
};

/** ALTER FOREIGN DATA WRAPPER, SERVER and USER MAPPING. */
export const alterForeignData: Alteration = (before, after) => {
  const [old, young] = read(before, after, FOREIGN_DATA);
  if (!isSame(old, young, ['wrapper', 'type'])) return null;
  const options = foreignOptionChanges(old.all('option'), young.all('option'));
  const clauses = [
    ...routineClause('handler', old, young),
    ...routineClause('validator', old, young),
    ...(old.get('version') === young.get('version') ? [] : [`VERSION ${young.get('version') ?? 'NULL'}`]),
    ...(options === null ? [] : [options]),
  ];
  return clauses.length === 0 ? [] : [keeping(`ALTER ${addressOf(after, false)} ${clauses.join(' ')}`)];
};

function routineClause(name: string, old: Properties, young: Properties): readonly string[] {
  if (old.get(name) === young.get(name)) return [];
  const routine = young.get(name)?.replace(/\(.*$/su, '');
  return [routine === undefined ? `NO ${name.toUpperCase()}` : `${name.toUpperCase()} ${routine}`];
}

/** ALTER PUBLICATION .. SET. */
export const alterPublication: Alteration = (before, after) => {
  const [old, young] = read(before, after, PUBLICATION);
  if (!isSame(old, young, ['for all tables'])) return null;
  const options = [
    ...(old.get('publish') === young.get('publish') ? [] : [`publish = ${quoteLiteral(young.get('publish') ?? '')}`]),
    ...(old.has('via partition root') === young.has('via partition root')
      ? []
      : [`publish_via_partition_root = ${young.has('via partition root')}`]),
    ...(old.get('generated columns') === young.get('generated columns')
      ? []
      : [`publish_generated_columns = ${young.get('generated columns') ?? 'none'}`]),
  ];
  return options.length === 0 ? [] : [keeping(`ALTER PUBLICATION ${after.identity} SET (${options.join(', ')})`)];
};

/** ALTER SUBSCRIPTION; the connection is a secret, so that another one cannot be set. */
export const alterSubscription: Alteration = (before, after) => {
  const [old, young] = read(before, after, SUBSCRIPTION);
  const alter = (what: string): SchemaStatement => keeping(`ALTER SUBSCRIPTION ${after.identity} ${what}`);
  const options = [
    ...['synchronous_commit', 'slot_name', 'streaming'].flatMap((name) =>
      old.get(name) === young.get(name) ? [] : [`${name} = ${young.get(name) ?? 'NONE'}`],
    ),
    ...(old.has('binary') === young.has('binary') ? [] : [`binary = ${young.has('binary')}`]),
  ];
  return [
    ...(old.get('publications') === young.get('publications')
      ? []
      : [alter(`SET PUBLICATION ${young.get('publications')} WITH (refresh = false)`)]),
    ...(options.length === 0 ? [] : [alter(`SET (${options.join(', ')})`)]),
    ...(old.has('enabled') === young.has('enabled') ? [] : [alter(young.has('enabled') ? 'ENABLE' : 'DISABLE')]),
  ];
};

/** ALTER STATISTICS .. SET STATISTICS. */
export const alterStatistics: Alteration = (before, after) => {
  const [old, young] = read(before, after, ['CREATE', 'target']);
  if (old.get('CREATE') !== young.get('CREATE')) return null;
  return old.get('target') === young.get('target')
    ? []
    : [keeping(`ALTER STATISTICS ${after.identity} SET STATISTICS ${young.get('target') ?? '-1'}`)];
};

/** ALTER OPERATOR .. SET. */
export const alterOperator: Alteration = (before, after) => {
  const names = ['function', 'commutator', 'negator', 'restrict', 'join', 'hashes', 'merges'];
  const [old, young] = read(before, after, names);
  if (!isSame(old, young, ['function', 'commutator', 'negator', 'hashes', 'merges'])) return null;
  const clauses = ['restrict', 'join']
    .filter((name) => old.get(name) !== young.get(name))
    .map((name) => `${name.toUpperCase()} = ${young.get(name)?.replace(/\(.*$/su, '') ?? 'NONE'}`);
  return clauses.length === 0 ? [] : [keeping(`ALTER OPERATOR ${after.identity} SET (${clauses.join(', ')})`)];
};

const MEMBER = /^(operator|function) (\d+) ?([\s\S]*)$/u;
const ARGUMENTS = /\([^()]*\)$/u;

/** ALTER OPERATOR FAMILY .. ADD and DROP. */
export const alterOperatorFamily: Alteration = (before, after) => {
  const [old, young] = [before, after].map(({ definition }) => withoutOwner(definition).rest.split('\n').slice(1)) as [string[], string[]];
  const gone = old.filter((line) => !young.includes(line)).map(memberTypes);
  const come = young
    .filter((line) => !old.includes(line))
    .map((line) => line.replace(/ for order by (.*)$/u, ' FOR ORDER BY $1').replace(MEMBER, member));
  const alter = `ALTER ${addressOf(after, false)}`;
  return [
    ...(gone.length === 0 ? [] : [keeping(`${alter} DROP ${gone.join(', ')}`)]),
    ...(come.length === 0 ? [] : [keeping(`${alter} ADD ${come.join(', ')}`)]),
  ];
};

function member(_line: string, kind: string, number: string, rest: string): string {
  return kind === 'function' ? `FUNCTION ${number} ${rest}` : `OPERATOR ${number} ${rest.replace(/(?=\([^()]*\)(?: FOR|$))/u, ' ')}`;
}

function memberTypes(line: string): string {
  const [, kind = '', number = '', rest = ''] = MEMBER.exec(line.replace(/ for order by .*$/u, '')) ?? [];
  const types = kind === 'function' ? /^\([^()]*\)/u.exec(rest)?.[0] : ARGUMENTS.exec(rest)?.[0];
  return `${kind.toUpperCase()} ${number} ${types ?? ''}`;
}

/** ALTER TEXT SEARCH DICTIONARY; an option without a value is taken away. */
export const alterDictionary: Alteration = (before, after) => {
  const [[oldTemplate, ...old], [youngTemplate, ...young]] = [before, after].map(({ definition }) =>
    withoutOwner(definition).rest.split('\n'),
  ) as [[string, ...string[]], [string, ...string[]]];
  if (oldTemplate !== youngTemplate) return null;
  const [former, wanted] = [dictionaryOptions(old.join('\n')), dictionaryOptions(young.join('\n'))];
  const changes = [
    ...[...wanted].filter(([name, value]) => former.get(name) !== value).map(([name, value]) => `${name} = ${value}`),
    ...[...former.keys()].filter((name) => !wanted.has(name)),
  ];
  return changes.length === 0 ? [] : [keeping(`ALTER TEXT SEARCH DICTIONARY ${after.identity} (${changes.join(', ')})`)];
};

function dictionaryOptions(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/("(?:[^"]|"")*"|\w+) = (E?'(?:[^']|'')*'|[^,\s]+)/gu)].map(([, name = '', value = '']) => [name, value]),
  );
}

/** ALTER TEXT SEARCH CONFIGURATION .. MAPPING. */
export const alterSearchConfiguration: Alteration = (before, after) => {
  const [[oldParser, ...old], [youngParser, ...young]] = [before, after].map(({ definition }) =>
    withoutOwner(definition).rest.split('\n'),
  ) as [[string, ...string[]], [string, ...string[]]];
  if (oldParser !== youngParser) return null;
  const [former, wanted] = [mappings(old), mappings(young)];
  const alter = (what: string): SchemaStatement => keeping(`ALTER TEXT SEARCH CONFIGURATION ${after.identity} ${what}`);
  return [
    ...[...former.keys()].filter((token) => !wanted.has(token)).map((token) => alter(`DROP MAPPING FOR ${token}`)),
    ...[...wanted]
      .filter(([token, dictionaries]) => former.get(token) !== dictionaries)
      .map(([token, dictionaries]) => alter(`${former.has(token) ? 'ALTER' : 'ADD'} MAPPING FOR ${token} WITH ${dictionaries}`)),
  ];
};

function mappings(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(lines.map((line) => /^mapping for (\S+): (.*)$/u.exec(line)?.slice(1) as [string, string]));
}
