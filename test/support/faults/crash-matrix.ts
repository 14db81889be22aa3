import { migrate, undo, type LibraryOptions } from '../../../src/index.ts';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy.ts';
import type { Lab } from './lab.ts';

const OUTSIDE = 'executeInTransaction=false\n';

/** Transactions, a script outside of them with its journal, concurrent statements: each leaves rows that can be counted. */
const FILES: Readonly<Record<string, string>> = {
  'V1__a.sql': "CREATE TABLE made (id int);\nINSERT INTO effects VALUES ('1a');\nINSERT INTO effects VALUES ('1b');\n",
  'V2__b.sql':
    "INSERT INTO effects VALUES ('2a');\nVACUUM effects;\nBEGIN;\nINSERT INTO effects VALUES ('2b');\nCOMMIT;\nINSERT INTO effects VALUES ('2c');\n",
  'V2__b.sql.conf': OUTSIDE,
  'V3__c.sql': 'CREATE INDEX CONCURRENTLY effects_what ON effects (what);\n',
  'V4__d.sql': "INSERT INTO effects VALUES ('4a');\n",
  'V5__e.sql': 'DROP INDEX CONCURRENTLY effects_what;\n',
  'U5__e.sql': 'CREATE INDEX CONCURRENTLY effects_what ON effects (what);\n',
  'U4__d.sql': "INSERT INTO effects VALUES ('u4');\n",
  'U3__c.sql': 'DROP INDEX CONCURRENTLY effects_what;\n',
  'U2__b.sql': "INSERT INTO effects VALUES ('u2a');\nINSERT INTO effects VALUES ('u2b');\n",
  'U2__b.sql.conf': OUTSIDE,
  'U1__a.sql': "DROP TABLE made;\nINSERT INTO effects VALUES ('u1');\n",
};
const UP = '1a 1b 2a 2b 2c 4a';
const DOWN = `${UP} u1 u2a u2b u4`;
const RESET = `DROP SCHEMA IF EXISTS flyback CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public; CREATE TABLE effects (what text)`;
/** More messages than a run sends: a matrix that never ends is a bug of the matrix. */
const MOST_POINTS = 300;

/** Where the connection is cut, or the process killed, at one message after the other. */
export type CutPoint = 'message-lost' | 'message-passed' | 'answer-lost' | 'killed';

/** What came of all points of one kind. */
export interface MatrixOutcome {
  readonly points: number;
  /** Messages at which the next run left something undone, doubled, or for a person. */
  readonly wrong: readonly string[];
}

/** Interrupts `migrate` or `undo` at every message in turn; after each, the next run has to complete the work, and nothing may be there twice. */
export async function crashMatrix(lab: Lab, command: 'migrate' | 'undo', kind: CutPoint): Promise<MatrixOutcome> {
  lab.write(FILES);
  const { hostname, port } = new URL(lab.url);
  await using proxy = await startTcpProxy({ host: hostname, port: Number(port) });
  const wrong: string[] = [];
  for (let point = 1; point <= MOST_POINTS; point++) {
    await lab.query(RESET);
    if (command === 'undo') await migrate(optionsOf(lab, lab.url));
    const wasReached = await interrupt(lab, proxy, { command, kind, point });
    const problem = await completed(lab, command);
    if (problem !== null) wrong.push(`${kind} ${point}: ${problem}`);
    if (!wasReached) return { points: point - 1, wrong };
  }
  return { points: MOST_POINTS, wrong: [...wrong, 'the run never ends'] };
}

interface Interruption {
  readonly command: 'migrate' | 'undo';
  readonly kind: CutPoint;
  readonly point: number;
}

/** Answers whether the run came so far. */
async function interrupt(lab: Lab, proxy: TcpProxy, { command, kind, point }: Interruption): Promise<boolean> {
  let seen = 0;
  let wasReached = false;
  const stop = (): void => {
    wasReached = true;
    proxy.watch(null);
    proxy.watchReplies(null);
  };
  const url = proxy.urlFor(lab.url);
  if (kind === 'killed') {
    const run = lab.start(`-url=${url}`, '-flyback.journal=on', '-target=' + (command === 'undo' ? '1' : 'latest'), command);
    proxy.watch(() => {
      if (++seen !== point) return true;
      stop();
      run.child.kill('SIGKILL');
      return true;
    });
    await run.result;
  } else {
    const isAnswer = kind === 'answer-lost';
    const watcher = (): boolean => {
      if (++seen !== point) return true;
      stop();
      if (kind !== 'message-passed') return false;
      // The server gets the message, and nobody hears what it says.
      setImmediate(() => proxy.cut());
      return true;
    };
    if (isAnswer) proxy.watchReplies(watcher);
    else proxy.watch(watcher);
    await run(command, optionsOf(lab, url)).catch(() => undefined);
  }
  proxy.watch(null);
  proxy.watchReplies(null);
  return wasReached;
}

/** Runs the command once more; answers what is wrong then. */
async function completed(lab: Lab, command: 'migrate' | 'undo'): Promise<string | null> {
  try {
    await run(command, optionsOf(lab, lab.url));
  } catch (error) {
    return `a person is needed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`;
  }
  const [effects] = await lab.query<{ all: string }>(`SELECT string_agg(what, ' ' ORDER BY what) AS all FROM effects`);
  const expected = command === 'migrate' ? UP : DOWN;
  if (effects?.all !== expected) return `effects ${effects?.all ?? 'none'}`;
  const [rows] = await lab.query<{ all: string }>(
    "SELECT string_agg(script || CASE WHEN success THEN '' ELSE ' failed' END, ' ' ORDER BY installed_rank) AS all FROM flyway_schema_history WHERE version <> '0'",
  );
  const scripts = Object.keys(FILES).filter((name) => name.endsWith('.sql') && (command === 'undo' || name.startsWith('V')));
  if (rows?.all !== scripts.join(' ')) return `history ${rows?.all ?? 'empty'}`;
  const broken = await lab.query(
    "SELECT 1 FROM pg_index WHERE NOT indisvalid UNION ALL SELECT 1 FROM pg_class WHERE relname = 'effects_what'",
  );
  if (broken.length > 0) return 'an index is left';
  const journal = await lab.query("SELECT 1 FROM pg_class WHERE oid = to_regclass('flyback.journal')");
  return journal.length > 0 && (await lab.query('SELECT 1 FROM flyback.journal')).length > 0 ? 'notes are left in the journal' : null;
}

async function run(command: 'migrate' | 'undo', options: LibraryOptions): Promise<void> {
  await (command === 'migrate' ? migrate(options) : undo({ ...options, target: '1' }));
}

function optionsOf(lab: Lab, url: string): LibraryOptions {
  return {
    url,
    workingDirectory: lab.directory,
    locations: ['filesystem:sql'],
    baselineOnMigrate: true,
    baselineVersion: '0',
    mixed: true,
    config: { 'flyback.journal': 'on' },
  };
}
