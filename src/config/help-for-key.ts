import type { KeySpec } from './key-spec.ts';
import { confName, findEnvironmentKey, findKey } from './keys.ts';
import { suggestKeys } from './suggest-keys.ts';

const TYPE_WORDS: Readonly<Record<KeySpec['type'], string>> = {
  string: 'text',
  boolean: 'true or false',
  integer: 'whole number',
  list: 'list, separated by commas',
  map: 'any number of names',
};

/** A value to show in an example: the example of the row, else its default, else one of its type. */
export function exampleValue(spec: KeySpec): string {
  if (spec.example !== null) return spec.example;
  if (spec.isSecret) return '********';
  if (spec.type === 'boolean') return spec.defaultText === 'true' ? 'false' : 'true';
  return spec.choices?.find((choice) => choice !== spec.defaultText) ?? spec.defaultText ?? 'VALUE';
}

/** How a key is written in each place it can stand, one line each. */
export function formsOf(spec: KeySpec): readonly { readonly place: string; readonly text: string }[] {
  const value = exampleValue(spec);
  const [entry = '', ...rest] = spec.type === 'map' ? value.split('=') : [];
  const isNamed = spec.type === 'map' && rest.length > 0;
  const name = isNamed ? `${spec.name}.${entry}` : spec.name;
  const shown = isNamed ? rest.join('=') : value;
  const forms = [{ place: 'command line', text: `-${name}=${/[\s<>]/.test(shown) ? `"${shown}"` : shown}` }];
  if (spec.env !== null) forms.push({ place: 'environment', text: `${spec.env}${isNamed ? entry.toUpperCase() : ''}=${shown}` });
  if (spec.scope === 'command-line' || spec.name === 'count') return forms;
  const conf = confName(spec);
  if (spec.name !== 'environment')
    forms.push({
      place: spec.scope === 'flyback' ? 'runner.conf' : 'flyway.conf',
      text: `${isNamed ? `${conf}.${entry}` : conf}=${shown}`,
    });
  return [...forms, { place: 'flyway.toml', text: tomlForm(spec, name, shown) }];
}

function tomlForm(spec: KeySpec, name: string, value: string): string {
  const root = spec.scope === 'environment' ? 'environments.default' : spec.scope === 'flyback' ? 'flyback' : 'flyway';
  const path = (spec.scope === 'flyback' ? name.replace(/^flyback\./, '') : name).split('.');
  const key = path.pop() ?? '';
  const text = JSON.stringify(value);
  const items = value.split(',').map((item) => JSON.stringify(item));
  const shown = spec.type === 'list' ? `[${items.join(', ')}]` : spec.type === 'boolean' || spec.type === 'integer' ? value : text;
  return `[${[root, ...path].join('.')}] ${key} = ${shown}`;
}

/** Explains one key on a terminal: meaning, type, default, and how to set it; an unknown one is answered with what was probably meant. */
export function helpForKey(key: string): string {
  const name = key.replace(/^-*(flyway\.)?/, '');
  const spec = findKey(name) ?? findEnvironmentKey(name);
  if (spec === null) {
    const meant = suggestKeys(name);
    return `Unknown key: ${key}\n${meant.length === 0 ? '' : `Did you mean ${meant.join(' or ')}?\n`}`;
  }
  const lines = [spec.name, '', ...spec.help.split('\n').map((line) => `  ${line}`)];
  if (spec.use === 'ignored') lines.push('  flyback accepts this key and ignores it.');
  if (spec.use === 'out') return `${lines.join('\n')}\n`;
  lines.push('', `  Type:     ${spec.choices === null ? TYPE_WORDS[spec.type] : spec.choices.join(' | ')}`);
  lines.push(`  Default:  ${spec.defaultText === null || spec.defaultText === '' ? '(not set)' : spec.defaultText}`, '');
  for (const { place, text } of formsOf(spec)) lines.push(`  ${`${place}:`.padEnd(14)} ${text}`);
  return `${lines.join('\n')}\n`;
}
