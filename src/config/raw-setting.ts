/** What a configuration file or variable can hold before anybody has looked at its type. */
export type RawValue = string | number | bigint | boolean | readonly RawValue[];

/** The way a setting was written, which decides how its text is read. */
export type SettingForm = 'conf' | 'toml' | 'variable' | 'flag' | 'option';

/** One setting as found in one source, not yet checked. */
export interface RawSetting {
  /** Without `flyway.`; with `flyback.` where it is ours. */
  readonly name: string;
  /** `environment`: in `[environments.NAME]`; `override`: in `[environments.NAME.flyway]`; `flyway`: everything else. */
  readonly area: 'flyway' | 'environment' | 'override';
  /** The NAME of the two environment areas, else `null`. */
  readonly environment: string | null;
  readonly value: RawValue;
  readonly form: SettingForm;
  /** For messages: `flyway.conf line 3`, `FLYWAY_TARGET`, `-target`. */
  readonly source: string;
}

/** Makes a setting from a dotted name such as `flyway.table`, `environments.dev.url` or `flyback.progress`; `null` for foreign names. */
export function settingFromDotted(
  dotted: string,
  rest: { readonly value: RawValue; readonly form: SettingForm; readonly source: string },
): RawSetting | null {
  if (dotted.startsWith('flyway.')) return { ...rest, name: dotted.slice('flyway.'.length), area: 'flyway', environment: null };
  if (dotted.startsWith('flyback.')) return { ...rest, name: dotted, area: 'flyway', environment: null };
  const match = /^environments\.([^.]+)\.(flyway\.)?(.+)$/s.exec(dotted);
  if (match === null) return null;
  const [, environment = '', override, name = ''] = match;
  return { ...rest, name, area: override === undefined ? 'environment' : 'override', environment };
}

/** The setting's full name as one would write it, for messages. */
export function dottedName(setting: Pick<RawSetting, 'name' | 'area' | 'environment'>): string {
  if (setting.area === 'environment') return `environments.${setting.environment}.${setting.name}`;
  if (setting.area === 'override') return `environments.${setting.environment}.flyway.${setting.name}`;
  return setting.name.startsWith('flyback.') ? setting.name : `flyway.${setting.name}`;
}
