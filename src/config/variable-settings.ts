import type { LogLine } from '../model/log.ts';
import { confName, environmentVariables } from './keys.ts';
import type { KeySpec } from './key-spec.ts';
import { settingFromDotted, type RawSetting } from './raw-setting.ts';

/** Java names the driver property in camel case, which no variable can (ConfigUtils.java, 12.4). */
const JDBC_PROPERTY_NAMES: Readonly<Record<string, string>> = { accesstoken: 'accessToken' };

function upperCaseSetting(
  variable: string,
  value: string,
  exact: ReadonlyMap<string, KeySpec>,
  prefixes: readonly KeySpec[],
): RawSetting | null {
  const rest = { value, form: 'variable', source: variable } as const;
  const spec = exact.get(variable);
  if (spec !== undefined) return spec.scope === 'command-line' ? null : settingFromDotted(confName(spec), rest);
  const map = prefixes.find((each) => variable.startsWith(each.env ?? '') && variable.length > (each.env ?? '').length);
  if (map === undefined) return null;
  const name = variable.slice((map.env ?? '').length).toLowerCase();
  return settingFromDotted(`${confName(map)}.${map.name === 'jdbcProperties' ? (JDBC_PROPERTY_NAMES[name] ?? name) : name}`, rest);
}

/** `flyway_a_b` is `flyway.a.b`, `environments_N_url` is `environments.N.url`; only in TOML mode. */
function lowerCaseSetting(variable: string, value: string): RawSetting | null {
  return settingFromDotted(variable.replaceAll('_', '.'), { value, form: 'variable', source: variable });
}

/**
 * The settings in environment variables. Unknown `FLYWAY_*` ones are no mistake: other programs have some.
 * The lower-case form wins over the upper-case one, with Flyway's warning.
 */
export function settingsFromVariables(
  env: Readonly<Record<string, string | undefined>>,
  isTomlMode: boolean,
): { readonly settings: readonly RawSetting[]; readonly warnings: readonly LogLine[] } {
  const found = new Map<string, RawSetting>();
  const warnings: LogLine[] = [];
  let table: ReturnType<typeof environmentVariables> | null = null;
  const add = (setting: RawSetting | null): void => {
    if (setting !== null) found.set(`${setting.area} ${setting.environment} ${setting.name}`, setting);
  };
  const names = Object.keys(env);
  for (const name of names) {
    const value = env[name];
    if (value === undefined || !(name.startsWith('FLYWAY_') || name.startsWith('FLYBACK_'))) continue;
    table ??= environmentVariables();
    add(upperCaseSetting(name, value, table.exact, table.prefixes));
  }
  for (const name of isTomlMode ? names : []) {
    const value = env[name];
    if (value === undefined || !(name.startsWith('flyway_') || name.startsWith('environments_'))) continue;
    const setting = lowerCaseSetting(name, value);
    const other = setting === null ? undefined : found.get(`${setting.area} ${setting.environment} ${setting.name}`);
    if (other !== undefined) {
      const text = `Using both new Environment variable ${name} and old Environment variable ${other.source}. Please remove ${other.source}.`;
      warnings.push({ level: 'warn', text });
    }
    add(setting);
  }
  return { settings: [...found.values()], warnings };
}
