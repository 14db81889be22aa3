import type { FingerprintObject } from '../model/fingerprint.ts';

type Named = Pick<FingerprintObject, 'kind' | 'identity'>;

/** Parts of a name as PostgreSQL prints it, quoted where they need it: `app."Order.s".id` is three. */
export function nameParts(name: string): readonly string[] {
  return name.match(/(?:"(?:[^"]|"")*"|[^".])+/gu) ?? [];
}

/** What stands before the last dot outside of quotes, and what stands behind it. */
export function splitName(name: string): readonly [string, string] {
  const parts = nameParts(name);
  return [parts.slice(0, -1).join('.'), parts.at(-1) ?? ''];
}

/** `orders_pkey on app.orders` is the name and what it is on; the name may be quoted and hold ` on `. */
export function splitOn(identity: string): readonly [string, string] {
  const [, name = '', holder = ''] = /^("(?:[^"]|"")*"|[^"\s]*) on (.*)$/su.exec(identity) ?? [];
  return [name, holder];
}

/** An object as COMMENT ON, ALTER and DROP name it: `CONSTRAINT orders_pkey ON app.orders`. `isOnDomain`: of a constraint. */
export function addressOf({ kind, identity }: Named, isOnDomain: boolean): string {
  switch (kind) {
    case 'constraint': {
      const [name, holder] = splitOn(identity);
      return `CONSTRAINT ${name} ON ${isOnDomain ? 'DOMAIN ' : ''}${holder}`;
    }
    case 'trigger':
    case 'rule':
    case 'policy': {
      const [name, holder] = splitOn(identity);
      return `${kind.toUpperCase()} ${name} ON ${holder}`;
    }
    case 'operator class':
    case 'operator family':
      return `${kind.toUpperCase()} ${identity.replace(/ using (?=\S+$)/u, ' USING ')}`;
    case 'cast':
      return `CAST ${identity.replace(/ as /u, ' AS ')}`;
    case 'transform':
      return `TRANSFORM ${identity.replace(/^for /u, 'FOR ').replace(/ language (?=\S+$)/u, ' LANGUAGE ')}`;
    case 'foreign-data wrapper':
      return `FOREIGN DATA WRAPPER ${identity}`;
    case 'user mapping':
      return `USER MAPPING FOR ${userMapping(identity).join(' SERVER ')}`;
    // Takes the types of all arguments, where AGGREGATE wants to know which ones are ordered.
    case 'aggregate':
      return `ROUTINE ${identity}`;
    default:
      return `${kind.toUpperCase()} ${identity}`;
  }
}

/** `for reader server away`: whose it is, and the server. */
function userMapping(identity: string): readonly [string, string] {
  const [, user = '', server = ''] = /^for ("(?:[^"]|"")*"|\S+) server (.*)$/su.exec(identity) ?? [];
  return [user, server];
}
