const HIDDEN = '********';
// Credentials in front of the host: up to the last @ of the authority, since a password may hold an @ itself.
const USER_INFO = /(:\/\/[^/?#:]*:)([^/?#]*)(@)/g;
// As before, for passwords with an unescaped slash or question mark, as Flyway sees them (BaseDatabaseType.java, 12.4).
const USER_INFO_LOOSE = /((?:jdbc:)?[^:]+:\/\/[^:]+:)([^@]+)(@)/i;
const PARAMETER = /([;&?](?:ssl)?password=)([^;&]*)/gi;

/** A connection URL with its passwords replaced by `********`, exactly as Flyway 12.4 shows it. */
export function redactUrl(url: string): string {
  const hide = (_all: string, before: string, _secret: string, after: unknown): string => before + HIDDEN + (after === '@' ? '@' : '');
  return url.replace(USER_INFO, hide).replace(PARAMETER, hide).replace(USER_INFO_LOOSE, hide);
}
