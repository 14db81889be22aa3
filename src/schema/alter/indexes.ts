import type { FingerprintObject } from '../../model/fingerprint.ts';
import { splitName } from '../identity.ts';
import { Properties } from '../properties.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';
import type { Alteration } from './alteration.ts';
import { isOfAnother, ofIndex, roles } from './constraints.ts';
import { parameterChanges } from './options.ts';

const NAMES = ['CREATE', 'invalid', 'clustered', 'replica identity', 'tablespace', 'partition of', 'statistics of column'];
const PARAMETERS = / WITH \(((?:'(?:[^']|'')*'|[^()'])*)\)(?= WHERE |$)/u;

/** What ALTER INDEX can change; all else makes another index. */
export const alterIndex: Alteration = (before, after, scene) => {
  const [old, young] = [Properties.of(before.definition, NAMES), Properties.of(after.definition, NAMES)];
  const [oldText, youngText] = [old.get('CREATE') ?? '', young.get('CREATE') ?? ''];
  if (oldText.replace(PARAMETERS, '') !== youngText.replace(PARAMETERS, '')) return null;
  if (isOfAnother(old, young, after, scene)) return null;
  const table = (after.parent ?? '').replace(/^(?:materialized view|table) /u, '');
  return [
    ...parameterChanges(parametersOf(oldText), parametersOf(youngText)).map((change) => keeping(`ALTER INDEX ${after.identity} ${change}`)),
    ...ofIndex(after.identity, old, young),
    ...roles(table, splitName(after.identity)[1], old, young),
    ...statisticsTargets(after, old, young),
  ];
};

function parametersOf(text: string): readonly string[] {
  const list = PARAMETERS.exec(text)?.[1];
  return list === undefined ? [] : list.split(', ').map((item) => item.replace(/='(.*)'$/u, '=$1'));
}

function statisticsTargets({ identity }: FingerprintObject, old: Properties, young: Properties): readonly SchemaStatement[] {
  const targets = (properties: Properties): ReadonlyMap<string, string> =>
    new Map(properties.all('statistics of column').map((line) => line.split(' ') as [string, string]));
  const [before, after] = [targets(old), targets(young)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((column) => before.get(column) !== after.get(column))
    .map((column) => keeping(`ALTER INDEX ${identity} ALTER COLUMN ${column} SET STATISTICS ${after.get(column) ?? '-1'}`));
}
