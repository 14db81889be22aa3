import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Proof } from '../../src/model/verdict.ts';
import { FLYBACK_PROGRAM, startFlyback } from '../support/run-flyback.ts';
import { createTempProject } from '../support/temp-project.ts';

interface Envelope {
  readonly exitCode: number;
  readonly data: Proof | null;
  readonly error?: { readonly code: string; readonly message: string; readonly hint: string | null };
}

interface Run {
  readonly envelope: Envelope;
  /** Names in the folders for temporary files that belong to this run. */
  readonly left: readonly string[];
}

const MARK = 'flyback-pg-';
const PARENTS = ['/dev/shm', tmpdir()].filter((parent) => existsSync(parent));

// 80 MB in one table, between two small ones.
const FILES = {
  'sql/V1__small.sql': 'CREATE TABLE small (id int);\n',
  'sql/U1__small.sql': 'DROP TABLE small;\n',
  'sql/V2__large.sql':
    "CREATE TABLE large (filler text);\nALTER TABLE large ALTER filler SET STORAGE PLAIN;\nINSERT INTO large SELECT repeat('x', 2000) FROM generate_series(1, 40000);\n",
  'sql/U2__large.sql': 'DROP TABLE large;\n',
  'sql/V3__after.sql': 'CREATE TABLE after (id int);\n',
  'sql/U3__after.sql': 'DROP TABLE after;\n',
};

/** Proves the files in a shell that has less room than usual. */
async function proved(script: string): Promise<Run> {
  using folder = createTempProject(FILES);
  mkdirSync(join(folder.directory, 'tmp'));
  // The user of the server has to get through.
  chmodSync(folder.directory, 0o755);
  const command = [process.execPath, FLYBACK_PROGRAM, 'verify', '--all', '--json', '-locations=filesystem:sql'];
  const run = startFlyback(command, { cwd: folder.directory, command: ['sh', '-c', `${script}\n`, 'sh'] });
  const { stdout, stderr } = await run.result;
  if (stdout === '') throw new Error(`no answer: ${stderr}`);
  const [document = '', inside = ''] = stdout.split('\n-- left:\n');
  const names = PARENTS.flatMap((parent) => readdirSync(parent)).filter((name) => name.startsWith(`${MARK}${run.child.pid}-`));
  return { envelope: JSON.parse(document) as Envelope, left: [...names, ...inside.split('\n').filter((name) => name.startsWith(MARK))] };
}

function verdicts({ data }: Envelope): readonly string[] {
  return data?.migrations.map(({ version, verdict }) => `${version} ${verdict}`) ?? [];
}

const IN_MEMORY = existsSync('/dev/shm') && statfsSync('/dev/shm').bavail * statfsSync('/dev/shm').bsize >= 1024 ** 3;

// What is made once and kept (binaries, the first data directory) is made by this run, too: the others have no room for it.
test('with room all is proven, and what a run has left that died with all that watched over it is gone', async () => {
  const parent = IN_MEMORY ? '/dev/shm' : tmpdir();
  const [dead, alive] = [spawnSync('true').pid, process.pid].map((pid) => join(parent, `${MARK}${pid}-deadbeef`)) as [string, string];
  for (const path of [dead, alive]) mkdirSync(join(path, 'data'), { recursive: true });
  try {
    const { envelope, left } = await proved('rm sql/?2__large.sql; exec "$@"');
    expect(verdicts(envelope)).toEqual(['1 proven', '3 proven']);
    expect(left).toEqual([]);
    expect([existsSync(dead), existsSync(alive)]).toEqual([false, true]);
  } finally {
    rmSync(alive, { recursive: true });
  }
});

/** A small file system of its own, seen by nobody else; the kept files stay as they are. */
const SMALL_DISK = `
small="$PWD/tmp"
mount -t tmpfs -o size=100m none "$small" && chmod 1777 "$small" || exit 1
for kept in ${tmpdir()}/flyback-cache-*; do
  [ -d "$kept" ] && mkdir "$small/\${kept##*/}" && mount --bind "$kept" "$small/\${kept##*/}"
done
mount -t tmpfs -o size=64m none /dev/shm || exit 1
export TMPDIR="$small"
"$@"
status=$?
printf '\\n-- left:\\n'
ls -A "$small" /dev/shm
umount "$small"/flyback-cache-* "$small" 2>/dev/null
exit $status`;

function canMount(): boolean {
  return spawnSync('unshare', ['-m', 'sh', '-c', 'mount -t tmpfs -o size=1m none /mnt'], { stdio: 'ignore' }).status === 0;
}

/** Real errors of the operating system; not every platform lets us mount. */
const WAYS: readonly (readonly [name: string, script: string, words: RegExp])[] = [
  ['a limit on the size of files', 'ulimit -f 24576\nexec "$@"', /could not extend file .*: File too large/u],
  ...(canMount()
    ? [['a full disk', `exec unshare -m sh -c '${SMALL_DISK.replaceAll("'", `'\\''`)}' sh "$@"`, /could not (?:extend|write)/u] as const]
    : []),
];

describe.each(WAYS)('%s', (_name, script, words) => {
  test('proves nothing of the migration that needs the room, and leaves nothing', async () => {
    const { envelope, left } = await proved(script);
    expect(envelope.exitCode).toBe(11);
    expect(left).toEqual([]);
    // Where not even the log of the transactions can be written, the server gives up as a whole.
    if (envelope.data === null) return expect(envelope.error?.code).toBe('ERR_SANDBOX_LOST');
    expect(verdicts(envelope)).toEqual(['1 proven', '2 unproven', '3 proven']);
    expect(envelope.data.migrations[1]?.reasons[0]).toMatch(/^The sandbox ran out of room: /u);
    expect(envelope.data.migrations[1]?.reasons[0]).toMatch(words);
  });
});

test('no room for a data directory: there is no sandbox, which says so and leaves nothing', async () => {
  const { envelope, left } = await proved('ulimit -f 8\nexec "$@"');
  expect(envelope).toMatchObject({ exitCode: 11, data: null, error: { code: 'ERR_SANDBOX_START' } });
  expect(envelope.error?.message).toMatch(/^No data directory in .*(?:EFBIG|file too large)/u);
  expect(envelope.error?.hint).toContain('TMPDIR');
  expect(left).toEqual([]);
});
