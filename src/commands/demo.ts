import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lookAt } from '../io/environment.ts';
import { readFileBytes, writeFileAtomic } from '../io/files.ts';
import { copyToTemp } from '../io/temp-copy.ts';
import type { Logger } from '../model/log.ts';
import { UnsupportedError } from '../model/errors.ts';
import { startEmbeddedServer } from '../verify/sandbox/embedded.ts';

const ROOT = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');
const PROGRAM = join(ROOT, 'bin', 'flyback.js');
const PROJECT = join(ROOT, 'examples', 'shop');
const UNDO_SCRIPT = 'U14__customer_phone_numbers.sql';
const NOT_PROVEN = 11;
const FAILED = 1;

/** A command of the tour, or a script that is put in its place before the next one. */
type Step =
  | { readonly command: string; readonly expectedExitCode?: number }
  | { readonly words: string; readonly folder: 'wrong-undo' | 'migrations' };

const STEPS: readonly Step[] = [
  { command: 'info' },
  {
    words: `Version 14 moves the phone numbers of customers into a table of their own.\nHere is a ${UNDO_SCRIPT} that is wrong on purpose:`,
    folder: 'wrong-undo',
  },
  { command: 'verify --from 14', expectedExitCode: NOT_PROVEN },
  {
    words: `Refuted, exit code ${NOT_PROVEN}: the schema came back, the numbers did not.\nNow the ${UNDO_SCRIPT} of the example, which is right:`,
    folder: 'migrations',
  },
  { command: 'verify' },
  { command: 'plan' },
  ...['migrate', 'info', 'undo', 'info', 'migrate'].map((command) => ({ command })),
];

/**
 * Starts a PostgreSQL server and runs the everyday commands on a copy of the example project, as a person would type them. Answers 0 when each ended as it
 * should.
 */
export async function runDemo(log: Logger, signal: AbortSignal): Promise<number> {
  if (lookAt(PROJECT) === null) {
    throw new UnsupportedError('UNSUPPORTED', 'The example project of the demo is not here.', {
      hint: 'Run "npm run demo" in a clone of the repository.',
    });
  }
  using project = copyToTemp(PROJECT);
  const started = performance.now();
  await using server = await startEmbeddedServer();
  const startS = ((performance.now() - started) / 1000).toFixed(1);
  log.log(
    'output',
    `PostgreSQL ${server.major} runs on 127.0.0.1:${server.port} for this demo (started in ${startS} s); the project is a copy of examples/shop`,
  );
  const environment = { ...process.env, FLYWAY_URL: `jdbc:postgresql://${server.host}:${server.port}/postgres`, FLYWAY_USER: server.user };
  for (const step of STEPS) {
    if (signal.aborted) break;
    if ('words' in step) placeScript(project.path, step, log);
    else {
      log.log('output', `\n$ npx flyback ${step.command}`);
      const exitCode = await runStep(step.command.split(' '), project.path, environment);
      if (exitCode !== (step.expectedExitCode ?? 0)) return exitCode === 0 ? FAILED : exitCode;
    }
  }
  return 0;
}

function placeScript(project: string, { words, folder }: Extract<Step, { readonly words: string }>, log: Logger): void {
  const bytes = readFileBytes(join(PROJECT, folder, UNDO_SCRIPT));
  writeFileAtomic(join(project, 'migrations', UNDO_SCRIPT), bytes);
  const lines = bytes
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`));
  log.log('output', ['', words, '', ...lines].join('\n'));
}

function runStep(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROGRAM, ...words], { cwd, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? FAILED));
  });
}
