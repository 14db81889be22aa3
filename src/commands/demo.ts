import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lookAt } from '../io/environment.ts';
import type { Logger } from '../model/log.ts';
import { UnsupportedError } from '../model/errors.ts';
import { startEmbeddedServer } from '../verify/sandbox/embedded.ts';

const ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const PROGRAM = join(ROOT, 'bin', 'flyback.js');
const PROJECT = join(ROOT, 'examples', 'shop');
const STEPS: readonly string[] = ['info', 'migrate', 'info', 'undo', 'info', 'migrate'];

/** What the commands of the demo exited with. */
export interface DemoResult {
  readonly steps: readonly { readonly command: string; readonly exitCode: number }[];
}

/** Starts a PostgreSQL server and runs the everyday commands on the example project, as a person would type them. */
export async function runDemo(log: Logger): Promise<DemoResult> {
  if (lookAt(PROJECT) === null) {
    throw new UnsupportedError('UNSUPPORTED', 'The example project of the demo is not here.', {
      hint: 'Run "npm run demo" in a clone of the repository.',
    });
  }
  const started = performance.now();
  await using server = await startEmbeddedServer();
  const startS = ((performance.now() - started) / 1000).toFixed(1);
  log.log(
    'output',
    `PostgreSQL ${server.major} runs on 127.0.0.1:${server.port} for this demo (started in ${startS} s); the project is examples/shop`,
  );
  const environment = { ...process.env, FLYWAY_URL: `jdbc:postgresql://${server.host}:${server.port}/postgres`, FLYWAY_USER: server.user };
  const steps: { command: string; exitCode: number }[] = [];
  for (const command of STEPS) {
    log.log('output', `\n$ npx flyback ${command}`);
    const exitCode = await runStep(command, environment);
    steps.push({ command, exitCode });
    if (exitCode !== 0) break;
  }
  return { steps };
}

function runStep(command: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, command], { cwd: PROJECT, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
