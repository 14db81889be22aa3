import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Count } from './suite.ts';
import { addCounts, countOf, countText } from './suite.ts';
import type { Suite } from './suites.ts';
import { SUITES } from './suites.ts';

// All suites, or those named on the command line: `node test/support/ci/run.ts golden pack`.
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !SUITES.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`no such suite: ${unknown.join(', ')}; there are ${SUITES.map((suite) => suite.name).join(', ')}`);
  process.exit(2);
}

const temp = mkdtempSync(join(tmpdir(), 'flyback-ci-'));
const rows: { readonly name: string; readonly count: Count; readonly seconds: number }[] = [];
try {
  for (const suite of SUITES) {
    if (wanted.length > 0 && !wanted.includes(suite.name)) continue;
    console.log(`\n==== ${suite.name}`);
    const start = performance.now();
    const count = await runSuite(suite);
    rows.push({ name: suite.name, count, seconds: Math.round((performance.now() - start) / 1000) });
  }
} finally {
  rmSync(temp, { recursive: true, force: true });
}

const total = addCounts(rows.map((row) => row.count));
console.log();
for (const row of rows) console.log(`${row.name.padEnd(8)} ${String(row.seconds).padStart(4)} s  ${countText(row.count)}`);
console.log(countText(total));
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

async function runSuite(suite: Suite): Promise<Count> {
  const folder = join(temp, suite.name);
  mkdirSync(folder);
  try {
    return await suite.run(folder);
  } catch (error) {
    console.log(`FAIL ${suite.name}:`, error);
    return countOf(false);
  }
}
