import { ConfigError } from '../model/errors.ts';

/** One `key=value` of a conf file. */
export interface ConfEntry {
  readonly key: string;
  readonly value: string;
  /** 1-based line on which the entry begins. */
  readonly line: number;
}

type Variables = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\{([A-Za-z0-9_]+)\}/g;
// Java's String.trim() removes all up to the blank, which is not what JavaScript's trim() removes.
const JAVA_BLANKS = /^[\u0000-\u0020]+|[\u0000-\u0020]+$/g;
const SEPARATED = /^([^=: \t\f]*)[ \t\f]*[=:]?[ \t\f]*([^]*)$/;

function expand(text: string, variables: Variables | null): string {
  if (variables === null || !text.includes('${')) return text;
  return text.replace(VARIABLE, (_all, name: string) => variables[name] ?? '');
}

/** Whether a line that ends in a backslash goes on: the next one must have content and be no property of its own. */
function goesOn(next: string | undefined): boolean {
  if (next === undefined || next === '') return false;
  const isProperty = /^[\u0000-\u0020]*fly(way|back)\./.test(next) && next.includes('=');
  return !isProperty || next.includes('==') || next.includes('!=');
}

/**
 * Reads the text of a conf file as Flyway 12.4 does: Java properties in which a backslash means only itself or, at the end
 * of a line, that the line goes on. `${NAME}` becomes an environment variable (missing: empty); `null` leaves it alone.
 */
export function parseConf(text: string, variables: Variables | null): readonly ConfEntry[] {
  const lines = (text.startsWith('\uFEFF') ? text.slice(1) : text).split(/\r\n|\n|\r/);
  const entries: ConfEntry[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = i + 1;
    let logical = (lines[i] ?? '').replace(JAVA_BLANKS, '');
    if (logical === '' || logical.startsWith('#') || logical.startsWith('!')) continue;
    while (logical.endsWith('\\') && goesOn(lines[i + 1])) {
      logical = logical.slice(0, -1) + (lines[++i] ?? '').replace(JAVA_BLANKS, '');
    }
    const [, key = '', value = ''] = SEPARATED.exec(logical) ?? [];
    entries.push({ key: expand(key, variables), value: expand(value, variables), line });
  }
  return entries;
}

/**
 * Writes entries as the text of a conf file that `parseConf` reads back the same.
 * @throws ConfigError ERR_CONFIG_INVALID for what the format cannot hold (line breaks, blanks at the ends, a backslash at the end)
 */
export function printConf(entries: readonly { readonly key: string; readonly value: string }[]): string {
  return entries
    .map(({ key, value }) => {
      const line = `${key}=${value}`;
      if (!isConfKey(key) || !isConfValue(value))
        throw new ConfigError('CONFIG_INVALID', `The value of ${key} cannot be written into a conf file`);
      return `${line}\n`;
    })
    .join('');
}

function isConfKey(key: string): boolean {
  return key !== '' && !/[=:\s\u0000-\u0020\\]/.test(key) && !/^[#!\uFEFF]/.test(key);
}

/** Whether the format can hold the value: `printConf` refuses the others. */
export function isConfValue(value: string): boolean {
  return !/[\r\n]/.test(value) && !/^[\u0000-\u0020]|[\u0000-\u0020]$|\\$/.test(value) && value.search(VARIABLE) === -1;
}
