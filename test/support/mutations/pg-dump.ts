import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What stands before an object and holds for it. */
const DEFAULTS_OF: ReadonlyMap<string, readonly string[]> = new Map([
  ['TABLE', ['default_tablespace', 'default_table_access_method']],
  ['MATERIALIZED VIEW', ['default_tablespace', 'default_table_access_method']],
  ['INDEX', ['default_tablespace']],
  ['CONSTRAINT', ['default_tablespace']],
]);

/** What `pg_dump -s` prints of each object, by `TYPE schema.name`: the order in which objects come does not count. */
export async function dumpObjects(program: string, url: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await promisify(execFile)(program, ['-s', '-d', url], { maxBuffer: 2 ** 28 });
  const objects = new Map<string, string>();
  let key = '';
  let defaults: ReadonlyMap<string, string> = new Map();
  const add = (line: string): void => void objects.set(key, `${objects.get(key) ?? ''}${line}\n`);
  for (const line of stdout.split('\n')) {
    const [, name, type = '', schema] = /^-- Name: (.*); Type: (.*); Schema: (.*); Owner:/.exec(line) ?? [];
    const [, setting, value = ''] = /^SET (default_\w+) = (.*);$/.exec(line) ?? [];
    if (name !== undefined) {
      key = `${type} ${schema}.${name}`;
      for (const of of DEFAULTS_OF.get(type) ?? []) add(`${of} ${defaults.get(of)}`);
    } else if (setting !== undefined) defaults = new Map([...defaults, [setting, value]]);
    else if (!isNoise(line)) add(line);
  }
  return objects;
}

/** Names of the objects that two dumps print differently. */
export function dumpDifferences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
}

// Further settings are the same for all; \restrict has a random word.
function isNoise(line: string): boolean {
  return line.trim() === '' || line.startsWith('--') || /^(?:SET |SELECT pg_catalog\.set_config|\\(?:un)?restrict)/.test(line);
}
