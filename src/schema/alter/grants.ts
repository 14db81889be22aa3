import type { FingerprintObject } from '../../model/fingerprint.ts';
import { keeping, type SchemaStatement } from '../schema-statement.ts';
import type { Alteration } from './alteration.ts';

const GRANT_OPTION = ' with grant option';
const GRANTED_BY = / granted by /u;
const GRANT = /^((?:ALTER DEFAULT PRIVILEGES .*?)?)GRANT .*? (ON (?:.*) TO (?:.*?))(?: WITH GRANT OPTION)?$/su;

/** GRANT and REVOKE for what differs alone; null: all of it is revoked and granted anew. */
export const alterGrant: Alteration = (before, after, { creationOf }) => {
  const words = creationOf(`${after.kind} ${after.identity}`)
    .map((sql) => GRANT.exec(sql))
    .find((match) => match !== null);
  // Of a column the privileges hold the column's name, and what others have granted only they can revoke.
  if (words === undefined || words === null || after.parent?.startsWith('column ') === true) return null;
  if (GRANTED_BY.test(before.definition) || GRANTED_BY.test(after.definition)) return null;
  const [, prefix = '', on = ''] = words;
  return between(privilegesOf(before), privilegesOf(after), prefix, on);
};

function between(given: readonly string[], wanted: readonly string[], prefix: string, on: string): readonly SchemaStatement[] {
  const gone = given.filter((one) => !wanted.includes(one));
  const come = wanted.filter((one) => !given.includes(one));
  const options = gone.filter((one) => one.endsWith(GRANT_OPTION) && wanted.includes(bare(one))).map(bare);
  const revoked = gone.filter((one) => !wanted.includes(bare(one)) && !wanted.includes(bare(one) + GRANT_OPTION)).map(bare);
  const granted = come.filter((one) => !one.endsWith(GRANT_OPTION) && !options.includes(one));
  const further = come.filter((one) => one.endsWith(GRANT_OPTION)).map(bare);
  const from = on.replace(/ TO (?=(?:"(?:[^"]|"")*"|\S+)$)/u, ' FROM ');
  return [
    ...(revoked.length > 0 ? [keeping(`${prefix}REVOKE ${revoked.join(', ')} ${from}`)] : []),
    ...(options.length > 0 ? [keeping(`${prefix}REVOKE GRANT OPTION FOR ${options.join(', ')} ${from}`)] : []),
    ...(granted.length > 0 ? [keeping(`${prefix}GRANT ${granted.join(', ')} ${on}`)] : []),
    ...(further.length > 0 ? [keeping(`${prefix}GRANT ${further.join(', ')} ${on} WITH GRANT OPTION`)] : []),
  ];
}

function privilegesOf({ definition }: FingerprintObject): readonly string[] {
  return definition === 'nothing' ? [] : definition.split('\n');
}

function bare(privilege: string): string {
  return privilege.replace(GRANT_OPTION, '');
}
