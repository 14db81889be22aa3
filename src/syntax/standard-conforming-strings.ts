import { transactionControl } from './keywords.ts';

/** standard_conforming_strings as the statements of a script change it: in a transaction (SET LOCAL), in the session, and what is gone back to. */
export interface StringSetting {
  readonly initial: boolean;
  readonly session: boolean;
  readonly local: boolean | null;
  readonly afterRollback: boolean;
}

const MAX_BYTES = 2000;
const SET = /^set\s+(?:(session|local)\s+)?"?standard_conforming_strings"?\s*(?:=|to\b)\s*["']?(\w+)/i;
const SET_CONFIG = /\bset_config\s*\(\s*'standard_conforming_strings'\s*,\s*'(\w+)'\s*,\s*(\w+)/i;
const RESET = /^(?:reset\s+(?:"?standard_conforming_strings"?|all)|discard\s+all)\b/i;

/** The setting at the start of a script. */
export function stringSetting(initial: boolean): StringSetting {
  return { initial, session: initial, local: null, afterRollback: initial };
}

/** Does a backslash stand for itself in a plain string now? */
export function isStandardConforming(setting: StringSetting): boolean {
  return setting.local ?? setting.session;
}

/** Is there anything that the end of a transaction or a RESET would change? */
export function isChanged(setting: StringSetting): boolean {
  return setting.local !== null || setting.session !== setting.initial || setting.afterRollback !== setting.initial;
}

/** The setting after a statement has run. */
export function afterStatement(setting: StringSetting, statement: Buffer): StringSetting {
  const text = withoutComments(statement.toString('utf8', 0, MAX_BYTES)).trim();
  const change = SET.exec(text);
  if (change !== null) return assign(setting, change[2] as string, change[1]?.toLowerCase() === 'local');
  const call = SET_CONFIG.exec(text);
  if (call !== null) return assign(setting, call[1] as string, isTrue(call[2] as string));
  if (RESET.test(text)) return { ...setting, session: setting.initial, local: null };
  switch (transactionControl(statement)) {
    case 'begin':
      return { ...setting, afterRollback: isStandardConforming(setting) };
    case 'commit':
      return { ...setting, local: null, afterRollback: setting.session };
    case 'rollback':
      return { ...setting, local: null, session: setting.afterRollback };
    default:
      return setting;
  }
}

function assign(setting: StringSetting, word: string, isLocal: boolean): StringSetting {
  const value = word.toLowerCase() === 'default' ? setting.initial : isTrue(word);
  return isLocal ? { ...setting, local: value } : { ...setting, session: value, local: null };
}

/** PostgreSQL's booleans may be shortened as long as they are clear (bool.c, parse_bool). */
function isTrue(word: string): boolean {
  return /^(?:on|1|t|tr|tru|true|y|ye|yes)$/i.test(word);
}

function withoutComments(text: string): string {
  return text.replace(/--[^\n\r]*|\/\*[\s\S]*?\*\//g, ' ');
}
