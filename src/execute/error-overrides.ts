import type { LogLevel } from '../model/log.ts';
import type { ServerMessage } from '../postgres/server-error.ts';

/** One `STATE:CODE:BEHAVIOR` of `errorOverrides` (Flyway Teams; behaviours D, I, W, E, with `-` for a short line). */
export interface ErrorOverride {
  /** SQLSTATE, `*` for all. */
  readonly sqlState: string;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Without the SQLSTATE behind the message. */
  readonly isShort: boolean;
}

const LEVELS: Readonly<Record<string, ErrorOverride['level']>> = { D: 'debug', I: 'info', W: 'warn', E: 'error' };
// PostgreSQL has no vendor codes: every error has code 0.
const VENDOR_CODES: ReadonlySet<string> = new Set(['*', '0']);

/** Reads the list; entries were checked when the configuration was loaded. */
export function parseErrorOverrides(items: readonly string[]): readonly ErrorOverride[] {
  return items.flatMap((item) => {
    const [sqlState = '', code = '', behavior = ''] = item.split(':');
    const level = LEVELS[behavior.charAt(0).toUpperCase()];
    return level === undefined || !VENDOR_CODES.has(code)
      ? []
      : [{ sqlState: sqlState.toUpperCase(), level, isShort: behavior.endsWith('-') }];
  });
}

/** The first override that matches an error or notice. */
export function findOverride(overrides: readonly ErrorOverride[], message: ServerMessage): ErrorOverride | undefined {
  return overrides.find(({ sqlState }) => sqlState === '*' || sqlState === message.sqlState);
}

/** The log line of a message whose behaviour is overridden. */
export function overriddenLine(override: ErrorOverride, message: ServerMessage): { readonly level: LogLevel; readonly text: string } {
  const suffix = override.isShort ? '' : ` (SQL State: ${message.sqlState} - Error Code: 0)`;
  return { level: override.level, text: `DB: ${message.message}${suffix}` };
}
