import { relative, resolve, sep } from 'node:path';
import type { Config } from '../config/config.ts';
import { runProgram } from '../io/process.ts';
import { ConfigError } from '../model/errors.ts';
import { parseLocations } from '../sources/read-sources.ts';

/** The migration files of the branch that a change goes to. */
export interface BaseBranch {
  readonly name: string;
  /** Absolute paths in the working tree -> id of the content there (git's blob). */
  readonly files: ReadonlyMap<string, string>;
}

const GIT_TIMEOUT_MS = 20_000;
const USAGE = 2;

/** Lists the files of `flyback.base` below the configured locations; null where no base is set. Throws ConfigError where git cannot say. */
export async function readBase(config: Config): Promise<BaseBranch | null> {
  const name = config.flyback.base;
  if (name === null) return null;
  const cwd = config.workingDirectory;
  const root = (await git(cwd, name, ['rev-parse', '--show-toplevel'])).trim();
  const commit = (await git(cwd, name, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])).trim();
  const listed = await git(root, name, ['ls-tree', '-r', '-z', commit, '--', ...folders(config, root)]);
  const files = new Map<string, string>();
  for (const line of listed.split('\0')) {
    const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/su.exec(line);
    if (match !== null) files.set(`${root}${sep}${(match[2] as string).replaceAll('/', sep)}`, match[1] as string);
  }
  return { name, files };
}

/** The ids of files as they are in the working tree, in git's own reckoning. */
export async function blobIds(config: Config, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  const ids = (await git(config.workingDirectory, config.flyback.base ?? '', ['hash-object', '--', ...paths])).trim().split('\n');
  return new Map(paths.map((path, index) => [path, ids[index] ?? '']));
}

function folders(config: Config, root: string): readonly string[] {
  const { locations } = parseLocations(config.locations, config.workingDirectory);
  return locations.map(({ root: folder }) => relative(root, resolve(config.workingDirectory, folder)) || '.');
}

async function git(cwd: string, base: string, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr, failure } = await runProgram('git', args, { cwd, timeoutMs: GIT_TIMEOUT_MS });
  if (exitCode === 0) return stdout;
  throw new ConfigError(
    'CONFIG_INVALID',
    `The base ${base} cannot be read: ${(failure ?? stderr.trim()) || `git ${args[0] ?? ''} answers ${String(exitCode)}`}`,
    {
      exitCode: USAGE,
      hint: `flyback.base (--base) names a branch or commit that git knows here, such as origin/main. In CI fetch it first: git fetch origin main.`,
    },
  );
}
