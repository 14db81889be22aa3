import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFlyback } from '../run-flyback.ts';
import type { Count } from './suite.ts';
import { countClaims, countOf, runCommand } from './suite.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Makes a container engine where there is none, with an image of PostgreSQL 15; it prints what to export. */
const ENGINE = join(ROOT, '..', 'shared', 'container-engine', 'up');
const GOLDEN = join(ROOT, 'test', 'golden', 'verify');
const MINUTE_MS = 60_000;
const IN_CONTAINER = ['-flyback.sandbox=container', '-flyback.sandboxVersion=15'];

/** `verify` in real containers: the recorded answers, and nothing left behind, not even after a SIGKILL. */
export async function runContainer(temp: string): Promise<Count> {
  if (!existsSync(ENGINE)) {
    console.log(`FAIL the container engine is missing: ${ENGINE}`);
    return countOf(false);
  }
  const { output } = await runCommand(['bash', ENGINE], { limitMs: 12 * MINUTE_MS });
  const env = Object.fromEntries([...output.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name, value]) => [name ?? '', value ?? '']));
  const compare = async (name: string): Promise<boolean> => {
    const folder = join(GOLDEN, name);
    const script = join(ROOT, 'test', 'support', 'roundtrip', 'compare.ts');
    const args = [script, join(folder, 'expected.json'), folder, ...IN_CONTAINER];
    return (await runCommand([process.execPath, ...args], { cwd: ROOT, env, limitMs: 5 * MINUTE_MS })).exitCode === 0;
  };
  const containers = async (): Promise<number> => {
    const socket = (env['DOCKER_HOST'] ?? '').replace(/^unix:\/\//u, '');
    const filters = encodeURIComponent(JSON.stringify({ label: ['flyback.pid'] }));
    const args = ['-s', '--unix-socket', socket, `http://engine/containers/json?all=1&filters=${filters}`] as const;
    return (JSON.parse((await runCommand(['curl', ...args], { limitMs: MINUTE_MS })).output) as unknown[]).length;
  };
  const hasSameAnswers = await compare('objects');
  const afterSuccess = await containers();
  const wasThere = await killInContainer(join(temp, 'endless'), env, containers);
  // This run finds what the one before had to leave.
  const hasSameAnswersAgain = await compare('wrong-undos');
  return countClaims({
    'in a container verify gives the recorded answers': hasSameAnswers && hasSameAnswersAgain,
    'a run that ends leaves no container': afterSuccess === 0,
    'a run that is killed has had its container': wasThere,
    'the next run removes the container of one that was killed': (await containers()) === 0,
  });
}

async function killInContainer(folder: string, env: Readonly<Record<string, string>>, containers: () => Promise<number>): Promise<boolean> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'V1__sleep.sql'), 'SELECT pg_sleep(600);\n');
  const { child, result } = startFlyback(['verify', '--all', `-locations=filesystem:${folder}`, ...IN_CONTAINER], {
    env,
    timeoutMs: 3 * MINUTE_MS,
  });
  let isThere = false;
  for (let attempt = 0; attempt < 120 && !isThere; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    isThere = (await containers()) > 0;
  }
  child.kill('SIGKILL');
  await result;
  return isThere;
}
