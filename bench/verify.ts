import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEmbeddedServer } from '../src/verify/sandbox/embedded.ts';
import type { Finding } from './findings.ts';
import { atMost, noted, timesSlower } from './findings.ts';
import { measure, median, type Command } from './measure.ts';
import { writeUndoableProject } from './write-projects.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = join(ROOT, 'bin', 'flyback.js');
/** A script that does the bare work in a ready sandbox, with four fingerprints; it lies beside the project. */
const PROTOTYPE = join(ROOT, '..', 'shared', 'bench', 'roundtrip.mjs');
const FEW = 10;
const SOME = 100;
const MANY = 1000;
const GOAL_FEW_MS = 1200;
const GOAL_TIMES_PROTOTYPE = 2;
const LIMIT_MS = 120_000;

/** `flyback verify`, whole processes with their sandbox: ten migrations each on its own, a hundred each on its own, a thousand as a whole. */
export async function benchVerify(temp: string, reps: number): Promise<Finding[]> {
  const few = join(temp, 'verify-few');
  const some = join(temp, 'verify-some');
  const many = join(temp, 'verify-many');
  writeUndoableProject(few, FEW);
  writeUndoableProject(some, SOME);
  writeUndoableProject(many, MANY);
  // The first start of all makes the data directory that later ones copy.
  await measure(verify(few));
  const fewMs = await times(reps, verify(few));
  const whole: number[] = [];
  const prototype: number[] = [];
  for (let rep = 0; rep < reps; rep++) {
    whole.push((await measure(verify(many, '--whole'))).ms);
    if (existsSync(PROTOTYPE)) prototype.push(await prototypeMs());
  }
  const each = await measure(verify(some));
  const what = `verify --whole of ${MANY} migrations`;
  const ratios = prototype.map((their, at) => (whole[at] ?? Number.NaN) / their);
  return [
    atMost(`verify of ${FEW} migrations, command to verdict`, median(fewMs), GOAL_FEW_MS, 'ms'),
    ...(prototype.length === 0
      ? [noted(what, median(whole), 'ms')]
      : [
          timesSlower(what, median(whole), median(ratios), GOAL_TIMES_PROTOTYPE, 'the prototype'),
          noted('  the prototype, its sandbox being ready', median(prototype), 'ms'),
        ]),
    noted(`verify of ${SOME} migrations, each on its own`, each.ms, 'ms'),
    noted('  its memory', each.rssMb, 'MB'),
  ];
}

function verify(folder: string, ...more: readonly string[]): Command {
  return { program: process.execPath, args: [PROGRAM, `-locations=filesystem:${folder}`, 'verify', '--all', ...more] };
}

async function times(reps: number, command: Command): Promise<number[]> {
  const all: number[] = [];
  for (let rep = 0; rep < reps; rep++) all.push((await measure(command)).ms);
  return all;
}

/** On a server as the sandbox's own is. */
async function prototypeMs(): Promise<number> {
  await using server = await startEmbeddedServer();
  const { PATH = '' } = process.env;
  const env = {
    PATH,
    PGHOST: server.host,
    PGPORT: String(server.port),
    PGUSER: server.user,
    N: String(MANY),
    MODE: 'multi',
    REPS: '1',
    BENCH_MODULES: ROOT,
  };
  const { stdout, stderr } = spawnSync(process.execPath, [PROTOTYPE], { env, encoding: 'utf8', timeout: LIMIT_MS });
  const total = /\bTOTAL ([\d.]+)/u.exec(stdout)?.[1];
  if (total === undefined) throw new Error(`the prototype did not end well:\n${stdout}${stderr}`);
  return Number(total);
}
