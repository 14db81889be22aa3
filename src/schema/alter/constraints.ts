import type { FingerprintObject } from '../../model/fingerprint.ts';
import { quoteLiteral } from '../../syntax/names.ts';
import { splitName, splitOn } from '../identity.ts';
import { isSame, Properties } from '../properties.ts';
import { joining, keeping, type SchemaStatement } from '../schema-statement.ts';
import type { Alteration, AlterationScene } from './alteration.ts';
import { parameterChanges } from './options.ts';
import { isDetached } from './relations.ts';

const NAMES = ['inherited', 'invalid', 'clustered', 'replica identity', 'with', 'tablespace', 'partition of', 'triggers'];
const FOREIGN_KEY = /^FOREIGN KEY /u;
const TIMING = / (?:NOT )?DEFERRABLE(?: INITIALLY (?:DEFERRED|IMMEDIATE))?/u;
const NOT_VALID = / NOT VALID$/u;
const NOT_ENFORCED = / NOT ENFORCED$/u;

/** What ALTER TABLE, ALTER DOMAIN and ALTER INDEX can change of a constraint; all else makes another one. */
export const alterConstraint: Alteration = (before, after, scene) => {
  const [name, holder] = splitOn(after.identity);
  const [oldText, youngText] = [constraintText(before), constraintText(after)];
  const [old, young] = [Properties.of(before.definition, NAMES), Properties.of(after.definition, NAMES)];
  const alterHolder = `ALTER ${after.parent?.startsWith('domain ') === true ? 'DOMAIN' : 'TABLE'} ${holder}`;
  const change = textChange(oldText, youngText);
  if (change === null || isOfAnother(old, young, after, scene)) return null;
  const index = `${splitName(holder)[0]}.${name}`;
  return [
    ...change.map((what) => keeping(`${alterHolder} ${what.replace('CONSTRAINT', `CONSTRAINT ${name}`)}`)),
    ...ofIndex(index, old, young),
    ...roles(holder, name, old, young),
    ...(isSame(old, young, ['triggers']) ? [] : [firing(young.get('triggers') ?? '', name, holder)]),
  ];
};

/** The clauses of ALTER that lead from one text to the other; null: there are none. */
function textChange(before: string, after: string): readonly string[] | null {
  if (before === after) return [];
  if (before.replace(NOT_VALID, '') === after) return ['VALIDATE CONSTRAINT'];
  if (!FOREIGN_KEY.test(before) || !FOREIGN_KEY.test(after)) return null;
  if (bare(before) !== bare(after) || (!NOT_VALID.test(before) && NOT_VALID.test(after))) return null;
  const timing = TIMING.exec(after)?.[0] ?? ' NOT DEFERRABLE';
  return [
    ...((TIMING.exec(before)?.[0] ?? ' NOT DEFERRABLE') === timing ? [] : [`ALTER CONSTRAINT${timing}`]),
    ...(NOT_ENFORCED.test(before) === NOT_ENFORCED.test(after)
      ? []
      : [`ALTER CONSTRAINT ${NOT_ENFORCED.test(after) ? 'NOT ENFORCED' : 'ENFORCED'}`]),
    ...(NOT_VALID.test(before) && !NOT_VALID.test(after) ? ['VALIDATE CONSTRAINT'] : []),
  ];
}

function bare(text: string): string {
  return text.replace(NOT_VALID, '').replace(NOT_ENFORCED, '').replace(TIMING, '');
}

function constraintText({ definition }: FingerprintObject): string {
  const end = definition.split('\n').findIndex((line) => NAMES.some((name) => line === name || line.startsWith(`${name} `)));
  return end < 0 ? definition : definition.split('\n').slice(0, end).join('\n');
}

/** What ALTER INDEX can change, also of the index of a constraint. */
export function ofIndex(index: string, old: Properties, young: Properties): readonly SchemaStatement[] {
  const partition = young.get('partition of');
  return [
    ...parameterChanges(old.all('with'), young.all('with')).map((change) => keeping(`ALTER INDEX ${index} ${change}`)),
    ...(old.get('tablespace') === young.get('tablespace')
      ? []
      : [keeping(`ALTER INDEX ${index} SET TABLESPACE ${young.get('tablespace') ?? 'pg_default'}`)]),
    ...(old.has('invalid') && !young.has('invalid') ? [keeping(`REINDEX INDEX ${index}`)] : []),
    ...(partition === null || old.get('partition of') === partition ? [] : [joining(`ALTER INDEX ${partition} ATTACH PARTITION ${index}`)]),
  ];
}

/** What a table does with one of its indexes: it is clustered by it, or replicas know rows by it. */
export function roles(table: string, name: string, old: Properties, young: Properties): readonly SchemaStatement[] {
  const isClustered = young.has('clustered');
  const isIdentity = young.has('replica identity');
  return [
    ...(old.has('clustered') === isClustered
      ? []
      : [keeping(`ALTER TABLE ${table} ${isClustered ? `CLUSTER ON ${name}` : 'SET WITHOUT CLUSTER'}`)]),
    ...(old.has('replica identity') === isIdentity
      ? []
      : [keeping(`ALTER TABLE ${table} REPLICA IDENTITY ${isIdentity ? `USING INDEX ${name}` : 'DEFAULT'}`)]),
  ];
}

const FIRING: Readonly<Record<string, string>> = {
  '': 'ENABLE TRIGGER',
  disabled: 'DISABLE TRIGGER',
  'on replicas': 'ENABLE REPLICA TRIGGER',
  always: 'ENABLE ALWAYS TRIGGER',
};

/** The triggers behind a foreign key have names with numbers in them, which are others in each database. */
function firing(state: string, name: string, table: string): SchemaStatement {
  const body = [
    '',
    'DECLARE name text;',
    'BEGIN',
    '  FOR name IN SELECT t.tgname FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_constraint c ON c.oid = t.tgconstraint',
    `              WHERE c.conrelid = ${quoteLiteral(table)}::pg_catalog.regclass AND t.tgrelid = c.conrelid AND pg_catalog.quote_ident(c.conname) = ${quoteLiteral(name)} LOOP`,
    `    EXECUTE pg_catalog.format(${quoteLiteral(`ALTER TABLE ${table.replaceAll('%', '%%')} ${FIRING[state] ?? 'ENABLE TRIGGER'} %I`)}, name);`,
    '  END LOOP;',
    'END',
    '',
  ].join('\n');
  return keeping(`DO $$${body}$$`);
}

/** Whether an index is to be a part of another one, or of none, while its table stays where it is. */
export function isOfAnother(
  old: Properties,
  young: Properties,
  { parent }: FingerprintObject,
  { before, after }: AlterationScene,
): boolean {
  return old.has('partition of') && old.get('partition of') !== young.get('partition of') && !isDetached(parent ?? '', before, after);
}
