// Runs flyback in situations that hurt: `npm run faults`. Prints what was seen beside what is expected, and closes with `N passed, N failed`.
//   --only 29,32     these rows of the test plan
//   --major 15       major version of the server, default 18
//   --without-flyway leaves the real Flyway out (FLYWAY_LIB names the folder with its jars)
import { existsSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { startMajor } from '../server-of-major.ts';
import { Lab } from './lab.ts';
import type { Situation } from './situation.ts';
import { BLOCKERS } from './situations/blockers.ts';
import { CRASH_OF_FLYWAY, CRASHES } from './situations/crashes.ts';
import { LOCKS, STALL_OF_FLYWAY, STALLS } from './situations/locks.ts';
import { SESSIONS } from './situations/sessions.ts';
import { SIGNALS } from './situations/signals.ts';
import { matrixLine, stallTable } from './tables.ts';

const FLYWAY_LIB = '/opt/flyway-lib';
const SETTINGS = { max_prepared_transactions: '10', autovacuum: 'on', autovacuum_naptime: '1s', fsync: 'off' };

const { values } = parseArgs({
  options: { only: { type: 'string' }, major: { type: 'string', default: '18' }, 'without-flyway': { type: 'boolean', default: false } },
});

if (process.env['FLYWAY_LIB'] === undefined && existsSync(FLYWAY_LIB)) process.env['FLYWAY_LIB'] = FLYWAY_LIB;
const hasFlyway = process.env['FLYWAY_LIB'] !== undefined && !values['without-flyway'];
const rows = values.only?.split(',').map(Number);
const all: readonly Situation[] = [
  ...LOCKS,
  ...(hasFlyway ? [STALL_OF_FLYWAY, CRASH_OF_FLYWAY] : []),
  ...SIGNALS,
  ...SESSIONS,
  ...BLOCKERS,
  ...CRASHES,
];
const chosen = all.filter(({ row }) => rows === undefined || rows.includes(row)).toSorted((a, b) => a.row - b.row);

let failed = 0;
{
  await using server = await startMajor(Number(values.major), SETTINGS);
  console.log(matrixLine('row', 'situation', 'expected', 'seen', ''));
  for (const [index, situation] of chosen.entries()) failed += (await isOk(server.url, situation, index)) ? 0 : 1;
}
if (STALLS.length > 0) console.log(`\n${stallTable(STALLS)}`);
console.log(`\n${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function isOk(serverUrl: string, situation: Situation, index: number): Promise<boolean> {
  const { row, name, expected } = situation;
  await using lab = await Lab.open(serverUrl, `faults_${index}`);
  try {
    const { text, isAsExpected } = await situation.run(lab);
    const broken = await lab.brokenInvariants();
    const isGood = isAsExpected && broken.length === 0;
    console.log(
      matrixLine(String(row), name, expected, broken.length === 0 ? text : `${text}; ${broken.join(', ')}`, isGood ? 'ok' : 'FAILED'),
    );
    return isGood;
  } catch (error) {
    console.log(matrixLine(String(row), name, expected, error instanceof Error ? error.message : String(error), 'FAILED'));
    return false;
  }
}
