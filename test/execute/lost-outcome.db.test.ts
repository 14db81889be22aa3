import { expect, test } from 'vitest';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { createLiveBench, failureOf, type LiveBench, PASS } from './live-bench.ts';

const FILES = { 'V1__a.sql': 'CREATE TABLE made (id int);\nINSERT INTO made VALUES (1);\n' };

async function proxied(bench: LiveBench): Promise<TcpProxy> {
  return startTcpProxy({ host: bench.database.host, port: bench.database.port });
}

test.for([
  ['before it reaches the server', 'Nothing of V1__a.sql was committed. Run the command again.', []],
  ['when its answer is lost', 'V1__a.sql had been committed: the history has its row. Run the command again, it goes on behind it.', ['1']],
] as const)('the connection breaks at COMMIT, %s: told what became of it, and nothing is done twice', async ([when, hint, versions]) => {
  await using bench = await createLiveBench(FILES);
  await using proxy = await proxied(bench);
  let isCommitting = false;
  proxy.watch((chunk) => {
    isCommitting ||= chunk.includes('INSERT INTO made');
    const cuts = isCommitting && when.startsWith('before');
    if (cuts) proxy.watch(null);
    return !cuts;
  });
  proxy.watchReplies(() => {
    if (!isCommitting) return true;
    proxy.watchReplies(null);
    return false;
  });
  const run = bench.migrate({}, { url: proxy.urlFor(bench.database.url) });
  await expect(run).rejects.toMatchObject({ code: 'ERR_DB_LOST', hint });
  expect(await bench.versions()).toEqual(versions);
  await bench.migrate();
  expect(await bench.versions()).toEqual(['1']);
  expect(await bench.database.query('SELECT * FROM made')).toEqual([{ id: 1 }]);
});

test('the old backend is waited for: it works on without us, and what it commits counts', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': `CREATE TABLE made (id int);\n${PASS}` });
  await using proxy = await proxied(bench);
  const barrier = await bench.barrier();
  const run = failureOf(bench.migrate({}, { url: proxy.urlFor(bench.database.url) }));
  await bench.untilWaits('advisory');
  // It does not hear that its client has gone.
  proxy.dropClients();
  await bench.logged(/The connection was lost: asking the database what became of V1__a.sql/);
  await barrier.query('COMMIT');
  expect((await run).hint).toBe('V1__a.sql had been committed: the history has its row. Run the command again, it goes on behind it.');
  expect(await bench.versions()).toEqual(['1']);
});

test('an administrator ends the session in the middle: nothing was committed, and that is said', async () => {
  await using bench = await createLiveBench({ 'V1__a.sql': `CREATE TABLE made (id int);\n${PASS}` });
  const barrier = await bench.barrier();
  const run = failureOf(bench.migrate());
  await bench.untilWaits('advisory');
  await barrier.query(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  );
  expect((await run).hint).toBe('Nothing of V1__a.sql was committed. Run the command again.');
  await barrier.query('COMMIT');
  await bench.migrate();
  expect(await bench.versions()).toEqual(['1']);
});
