import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { PolicySettings, Rule } from '../analyze/rule.ts';
import { RULES } from '../analyze/rules/index.ts';
import type { World } from '../analyze/world/world.ts';
import type { Config } from '../config/config.ts';
import { nearest } from '../config/suggest-keys.ts';
import { ConfigError } from '../model/errors.ts';

const USAGE = 2;
const COUNT = /^(\d+(?:\.\d+)?)\s*([kMG]?)$/u;
const FACTORS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, G: 1e9 };

/** The project's own rules (`flyback.rulesModule`) behind ours. */
export async function loadRules(config: Config): Promise<readonly Rule[]> {
  const { rulesModule } = config.flyback;
  if (rulesModule === null) return RULES;
  const path = resolve(config.workingDirectory, rulesModule);
  const loaded = (await import(pathToFileURL(path).href).catch((error: unknown) => {
    throw wrong(
      `flyback.rulesModule: ${path} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      undefined,
      error,
    );
  })) as { readonly rules?: unknown };
  if (!Array.isArray(loaded.rules) || !loaded.rules.every(isRule))
    throw wrong(
      `flyback.rulesModule: ${path} exports no list of rules.`,
      'Write: export const rules = [statementRule({ id, title, ... })];',
    );
  const taken = loaded.rules.find((rule) => RULES.some(({ id }) => id === rule.id));
  if (taken !== undefined) throw wrong(`flyback.rulesModule: ${path} has a rule ${taken.id}, which is one of flyback's own.`);
  return [...RULES, ...loaded.rules];
}

/** What the configuration says to the rules; throws ConfigError for unknown rules and wrong patterns. */
export function policySettings({ flyback }: Config, rules: readonly Rule[]): PolicySettings {
  const ids = new Set(rules.map(({ id }) => id));
  const chosen = flyback.rules.map((item) => {
    const match = /^([+-]?)(.+)$/u.exec(item.trim());
    const id = match?.[2] ?? '';
    if (ids.has(id)) return { id, isOn: match?.[1] !== '-' };
    const [meant] = nearest(id, [...ids]);
    throw wrong(`flyback.rules: there is no rule ${id}.`, meant === undefined ? 'docs/rules lists them.' : `Did you mean ${meant}?`);
  });
  return {
    rules,
    maxMigrationBytes: flyback.maxMigrationBytes,
    maxStatements: flyback.maxMigrationStatements,
    maxIndexesPerTable: flyback.maxIndexesPerTable,
    maxIndexColumns: flyback.maxIndexColumns,
    namePatterns: new Map([...flyback.names].map(([kind, pattern]) => [kind, expression(kind, pattern)])),
    enabledRules: new Set(chosen.filter(({ isOn }) => isOn).map(({ id }) => id)),
    disabledRules: new Set(chosen.filter(({ isOn }) => !isOn).map(({ id }) => id)),
  };
}

/** Gives tables the rows that `flyback.assumeRows` says; throws ConfigError for a wrong item. Tables that come later get theirs as well. */
export function assumeRows(world: World, config: Config): void {
  for (const [table, rows] of assumedRows(config)) world.assumedRows.set(table, rows);
}

/** The rows that `flyback.assumeRows` says, by `name` or `schema.name`; throws ConfigError for a wrong item. */
export function assumedRows({ flyback }: Config): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  for (const item of flyback.assumeRows) {
    const cut = item.lastIndexOf('=');
    const count = rowCount(item.slice(cut + 1));
    if (cut < 1 || count === null) throw wrong(`flyback.assumeRows: ${item} is not understood.`, 'Write TABLE=ROWS, such as orders=40M.');
    const [schema, name] = splitName(item.slice(0, cut).trim());
    rows.set(schema === null ? name : `${schema}.${name}`, count);
  }
  return rows;
}

/** A number of rows such as `80k` or `40M`; null: it is none. */
export function rowCount(text: string): number | null {
  const match = COUNT.exec(text.trim());
  return match === null ? null : Number(match[1]) * (FACTORS[match[2] ?? ''] ?? 1);
}

function splitName(text: string): readonly [string | null, string] {
  const dot = text.lastIndexOf('.');
  return dot < 0 ? [null, text] : [text.slice(0, dot), text.slice(dot + 1)];
}

function expression(kind: string, pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u');
  } catch (error) {
    throw wrong(`flyback.names.${kind}: ${error instanceof Error ? error.message : String(error)}`, undefined, error);
  }
}

function isRule(value: unknown): value is Rule {
  if (typeof value !== 'object' || value === null) return false;
  const { id, check, scope } = value as { readonly id?: unknown; readonly check?: unknown; readonly scope?: unknown };
  return typeof id === 'string' && typeof check === 'function' && (scope === 'statement' || scope === 'script');
}

function wrong(message: string, hint?: string, cause?: unknown): ConfigError {
  return new ConfigError('CONFIG_INVALID', message, { exitCode: USAGE, hint, cause });
}
