import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startEmbeddedServer } from '../../../src/verify/sandbox/embedded.ts';

const MODULE = new URL('../../../src/verify/sandbox/embedded.ts', import.meta.url).href;

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: sql, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

async function isGone(path: string): Promise<boolean> {
  for (let i = 0; i < 500 && existsSync(path); i++) await new Promise((resolve) => setTimeout(resolve, 20));
  return !existsSync(path);
}

test('answers queries over loopback and leaves nothing behind', async () => {
  const server = await startEmbeddedServer();
  expect(await ask(server.url, 'SELECT 40 + 2')).toBe(42);
  expect(await ask(server.url, `SELECT current_setting('server_version_num')::int / 10000`)).toBe(server.major);
  expect(existsSync(server.socketDirectory)).toBe(true);
  await server.stop();
  await server.stop();
  expect(existsSync(dirname(server.socketDirectory))).toBe(false);
  await expect(ask(server.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('two servers have separate ports and data', async () => {
  await using first = await startEmbeddedServer();
  await using second = await startEmbeddedServer({ settings: { max_connections: '7' } });
  await ask(first.url, 'CREATE TABLE only_here ()');
  expect(await ask(second.url, `SELECT to_regclass('only_here')`)).toBeNull();
  expect(await ask(second.url, 'SHOW max_connections')).toBe('7');
});

test('keeps durability off, as everything is thrown away', async () => {
  await using server = await startEmbeddedServer();
  for (const name of ['fsync', 'synchronous_commit', 'full_page_writes']) expect(await ask(server.url, `SHOW ${name}`)).toBe('off');
});

test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)('ends with its process on %s', async (signal) => {
  const program = `const { startEmbeddedServer } = await import(process.argv[1]);
    const server = await startEmbeddedServer();
    console.log(server.socketDirectory);
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, MODULE], { stdio: ['ignore', 'pipe', 'inherit'] });
  const directory = dirname(await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim()))));
  expect(existsSync(directory)).toBe(true);
  child.kill(signal);
  expect(await isGone(directory)).toBe(true);
});

test('names what is missing when there are no binaries', async () => {
  await expect(startEmbeddedServer({ directory: '/nowhere' })).rejects.toMatchObject({ code: 'ERR_SANDBOX_UNAVAILABLE' });
  await expect(startEmbeddedServer({ major: 9 })).rejects.toMatchObject({ code: 'ERR_SANDBOX_UNAVAILABLE' });
});

test('says so when the port is taken', async () => {
  await using server = await startEmbeddedServer();
  await expect(startEmbeddedServer({ port: server.port })).rejects.toMatchObject({ code: 'ERR_SANDBOX_START' });
});
