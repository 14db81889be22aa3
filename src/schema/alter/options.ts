import { quoteLiteral } from '../../syntax/names.ts';

const SIMPLE_VALUE = /^[a-z0-9_.-]+$/iu;

/** `SET (a = 1)` and `RESET (b)` for storage parameters, as lines `a=1`; none where nothing differs. */
export function parameterChanges(before: readonly string[], after: readonly string[]): readonly string[] {
  const old = parameters(before);
  const young = parameters(after);
  const set = [...young].filter(([name, value]) => old.get(name) !== value).map(([name, value]) => `${name} = ${parameterValue(value)}`);
  const reset = [...old.keys()].filter((name) => !young.has(name));
  return [...(set.length > 0 ? [`SET (${set.join(', ')})`] : []), ...(reset.length > 0 ? [`RESET (${reset.join(', ')})`] : [])];
}

function parameters(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function parameterValue(value: string): string {
  return SIMPLE_VALUE.test(value) ? value : quoteLiteral(value);
}

/** `OPTIONS (ADD a '1', SET b '2', DROP c)` for options of foreign data; null where nothing differs. The lines: `a=1` of tables, `a '1'` of others. */
export function foreignOptionChanges(before: readonly string[], after: readonly string[]): string | null {
  const old = foreignOptions(before);
  const young = foreignOptions(after);
  const changes = [
    ...[...young].flatMap(([name, value]) => {
      if (old.get(name) === value || isSecret(value)) return [];
      return [`${old.has(name) ? 'SET' : 'ADD'} ${name} ${value}`];
    }),
    ...[...old.keys()].filter((name) => !young.has(name)).map((name) => `DROP ${name}`),
  ];
  return changes.length === 0 ? null : `OPTIONS (${changes.join(', ')})`;
}

// Of what may be a secret only a hash is known, which is no value.
function isSecret(value: string): boolean {
  return value.startsWith('sha256:');
}

/** Values as string constants by name. */
function foreignOptions(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.map((line) => {
      const [, name = '', quoted] = /^(\S+?)[= ](.*)$/su.exec(line) ?? [];
      const value = quoted ?? '';
      return [name, line.startsWith(`${name}=`) ? quoteLiteral(value) : value];
    }),
  );
}
