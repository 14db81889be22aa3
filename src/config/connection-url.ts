import { redactUrl } from './redact-url.ts';

/** One address of a server; `port` as text, since it has not been checked. */
export interface Address {
  readonly host: string;
  readonly port: string | null;
}

/** A connection URL taken apart. Everything is decoded, nothing is checked but the form. */
export interface UrlParts {
  /** JDBC and libpq name some parameters differently and have other defaults. */
  readonly dialect: 'jdbc' | 'libpq';
  /** Empty: not given. */
  readonly addresses: readonly Address[];
  readonly database: string | null;
  readonly user: string | null;
  readonly password: string | null;
  /** By name in lower case; later ones win. */
  readonly parameters: ReadonlyMap<string, string>;
  /** Without secrets. */
  readonly shownUrl: string;
}

/** Why a URL cannot be used, in Flyway's or the JDBC driver's words, without secrets. */
export interface UrlFault {
  readonly fault: string;
  readonly hint?: string;
}

const HELP_LINK = 'https://documentation.red-gate.com/flyway/reference/usage/database-troubleshooting';

function decodePercent(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

class BadUrl extends Error {}

function decode(text: string, dialect: UrlParts['dialect']): string {
  // java.net.URLDecoder, which the JDBC driver uses, also turns + into a blank; libpq does not.
  const decoded = decodePercent(dialect === 'jdbc' ? text.replaceAll('+', ' ') : text);
  if (decoded === null) throw new BadUrl('a % is not followed by two hexadecimal digits');
  return decoded;
}

function parseAddress(text: string, dialect: UrlParts['dialect']): Address {
  const colon = text.lastIndexOf(':');
  const hasPort = colon !== -1 && text.lastIndexOf(']') < colon;
  const host = hasPort ? text.slice(0, colon) : text;
  const port = hasPort ? text.slice(colon + 1) : '';
  if (host.startsWith('[') !== host.endsWith(']')) throw new BadUrl('a bracket of an IPv6 address is missing');
  return { host: decode(host.replace(/^\[(.*)\]$/, '$1'), dialect), port: port === '' ? null : port };
}

function parseParameters(query: string, dialect: UrlParts['dialect']): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const cut = pair.indexOf('=');
    const name = decode(cut === -1 ? pair : pair.slice(0, cut), dialect);
    parameters.set(name.toLowerCase(), cut === -1 ? '' : decode(pair.slice(cut + 1), dialect));
  }
  return parameters;
}

function splitQuery(text: string): readonly [string, string] {
  const mark = text.indexOf('?');
  return mark === -1 ? [text, ''] : [text.slice(0, mark), text.slice(mark + 1)];
}

/** `//authority/database`, or just `database` (JDBC only). */
function parseRest(rest: string, dialect: UrlParts['dialect'], shownUrl: string): UrlParts {
  const [path, query] = splitQuery(rest);
  const parameters = parseParameters(query, dialect);
  let addresses: readonly Address[] = [];
  let user: string | null = null;
  let password: string | null = null;
  let database = path.replace(/^\//, '');
  if (path.startsWith('//')) {
    const slash = path.indexOf('/', 2);
    const authority = path.slice(2, slash === -1 ? undefined : slash);
    database = slash === -1 ? '' : path.slice(slash + 1);
    const end = authority.lastIndexOf('@');
    if (end !== -1) {
      const [name = '', ...secret] = authority.slice(0, end).split(':');
      // In front of the host a + is a +, for both kinds of URL.
      user = decode(name, 'libpq');
      password = secret.length === 0 ? null : decode(secret.join(':'), 'libpq');
    }
    const hosts = authority.slice(end + 1);
    addresses = hosts === '' ? [] : hosts.split(',').map((text) => parseAddress(text, dialect));
  }
  if (database.includes('/')) throw new BadUrl('there is a / too many');
  return {
    dialect,
    addresses,
    database: database === '' ? null : decode(database, dialect),
    user: user === '' ? null : user,
    password,
    parameters,
    shownUrl,
  };
}

/** Takes apart `jdbc:postgresql:...`, `postgres://...` or `postgresql://...`; any other text is answered as Flyway does. */
export function parseConnectionUrl(url: string): UrlParts | UrlFault {
  const text = url.trim();
  const shownUrl = redactUrl(text);
  const jdbc = /^jdbc:(?:postgresql|p6spy:postgresql|otel:postgresql):(.*)$/s.exec(text);
  const libpq = /^(?:jdbc:)?postgres(?:ql)?:(\/\/.*)$/s.exec(text);
  try {
    if (jdbc !== null) return parseRest(jdbc[1] ?? '', 'jdbc', shownUrl);
    if (libpq !== null) return parseRest(libpq[1] ?? '', 'libpq', shownUrl);
  } catch (error) {
    if (error instanceof BadUrl) return { fault: `Unable to parse URL ${shownUrl}`, hint: `In the URL ${error.message}.` };
    throw error;
  }
  return {
    fault: `No Flyway database plugin found to handle ${shownUrl}. See ${HELP_LINK} for troubleshooting`,
    hint: 'flyback is for PostgreSQL: jdbc:postgresql://HOST:5432/DATABASE or postgres://USER@HOST:5432/DATABASE.',
  };
}
