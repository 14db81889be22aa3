import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmbeddedServer } from '../../../src/verify/sandbox/embedded.ts';
import { startEmbeddedServer } from '../../../src/verify/sandbox/embedded.ts';
import { MAJORS, startMajor } from '../server-of-major.ts';
import { runContainer } from './container-sandbox.ts';
import type { Count } from './suite.ts';
import { addCounts, countClaims, countOf, readClosingLine, readVitestReport, runCommand } from './suite.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** Recorded behaviour of the real Flyway lies beside the project. */
const GOLDEN = join(ROOT, '..', 'shared', 'golden');
/** So do the effects of statements that were observed on real servers. */
const TRUTH = join(ROOT, '..', 'shared', 'truth', 'visible.jsonl');
/** More of them, observed in the same way. */
const MORE_TRUTH = join(ROOT, 'test', 'support', 'truth', 'more', 'cases.jsonl');
const NODE = process.execPath;
const VITEST = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
const MINUTE_MS = 60_000;
const FAULT_ROWS = '2,3,5,30,31,32,36,39,51,74,87,89';

const INSTALLED_15 = '/usr/lib/postgresql/15';
/** All of them take some minutes: a copy and two dumps each. */
const SOME_COPIES = '1/5';

export interface Suite {
  readonly name: string;
  /** `temp` is an empty folder of this suite. */
  readonly run: (temp: string) => Promise<Count>;
}

/** All suites, the quick ones first. */
export const SUITES: readonly Suite[] = [
  { name: 'check', run: runCheck },
  { name: 'test', run: runTests },
  { name: 'golden', run: runGolden },
  { name: 'truth', run: runTruth },
  { name: 'fingerprint', run: runFingerprint },
  { name: 'undo', run: runUndos },
  { name: 'majors', run: runMajors },
  { name: 'cross', run: runCross },
  { name: 'faults', run: runFaults },
  { name: 'container', run: runContainer },
  { name: 'demo', run: runDemo },
  { name: 'pack', run: runPack },
];

async function runCheck(): Promise<Count> {
  return countOf((await runCommand(['npm', 'run', 'check'], { cwd: ROOT, limitMs: 5 * MINUTE_MS })).exitCode === 0);
}

async function runTests(temp: string): Promise<Count> {
  const report = join(temp, 'report.json');
  const env = { FLYBACK_TEST_REPORT: report };
  return readVitestReport(report, (await runCommand(['npm', 'test'], { cwd: ROOT, env, limitMs: 12 * MINUTE_MS })).exitCode);
}

async function runGolden(): Promise<Count> {
  const compare = join(GOLDEN, 'compare.mjs');
  if (!existsSync(compare)) {
    console.log(`FAIL the recorded behaviour of Flyway is missing: ${GOLDEN}`);
    return countOf(false);
  }
  // The scenarios were recorded on an ordinary server of this major.
  await using server = await startOrdinary15();
  const command = `node "${join(ROOT, 'bin', 'flyback.js')}"`;
  const args = ['--cmd', command, '--dir', join(GOLDEN, 'scenarios'), '--jobs', '2'];
  return readClosingLine(await runCommand([NODE, compare, ...args], { cwd: ROOT, env: { PGURL: server.url }, limitMs: 12 * MINUTE_MS }));
}

// Without the stalls, which take long and want a quiet machine: `npm run faults` shows them, beside those with the real Flyway.
async function runFaults(): Promise<Count> {
  const script = join(ROOT, 'test', 'support', 'faults', 'run.ts');
  const args = ['--without-flyway', '--only', FAULT_ROWS];
  return readClosingLine(await runCommand([NODE, script, ...args], { cwd: ROOT, limitMs: 5 * MINUTE_MS }));
}

// One check for each line: what the text alone says, and what it says with the catalog, for each major.
async function runTruth(): Promise<Count> {
  return addCounts([await compareWithTruth(TRUTH, MAJORS), await compareWithTruth(MORE_TRUTH, [15, 18])]);
}

async function compareWithTruth(cases: string, majors: readonly number[]): Promise<Count> {
  if (!existsSync(cases)) {
    console.log(`FAIL the observed truth is missing: ${cases}`);
    return countOf(false);
  }
  const script = join(ROOT, 'test', 'support', 'truth', 'run.ts');
  const { output } = await runCommand([NODE, script, cases, '--versions', majors.join()], { cwd: ROOT, limitMs: 10 * MINUTE_MS });
  const has = (line: string): boolean => output.split('\n').some((text) => text.startsWith(line));
  return addCounts(
    ['static', 'catalog'].flatMap((mode) =>
      majors.map((major) => countOf(has(`${mode} ${major}: `) && !has(`${mode} ${major} misses its goals`))),
    ),
  );
}

// `npm test` checks the same changes by what they must name; here pg_dump judges, and the ways there and back are tried for all of them.
async function runFingerprint(): Promise<Count> {
  const judge = async (script: string, ...args: string[]): Promise<Count> =>
    readClosingLine(await runCommand([NODE, join(ROOT, 'test', 'support', script), ...args], { cwd: ROOT, limitMs: 10 * MINUTE_MS }));
  const ways = await judge('mutations/judge-ways.ts');
  if (existsSync(join(INSTALLED_15, 'bin', 'pg_dump')))
    return addCounts([ways, await judge('mutations/judge.ts', INSTALLED_15), await judge('copies/judge.ts', INSTALLED_15, SOME_COPIES)]);
  console.log(`skipped: there is no pg_dump in ${INSTALLED_15}`);
  return addCounts([ways, { passed: 0, failed: 0, skipped: 1 }]);
}

// `npm test` undoes a few of these changes.
async function runUndos(): Promise<Count> {
  const script = join(ROOT, 'test', 'support', 'mutations', 'undo-judge.ts');
  return readClosingLine(await runCommand([NODE, script], { cwd: ROOT, limitMs: 15 * MINUTE_MS }));
}

// `npm test` runs on the newest major. What the command line says hardly depends on the server: the oldest one is enough for it.
async function runMajors(temp: string): Promise<Count> {
  const counts: Count[] = [];
  for (const major of MAJORS.slice(0, -1)) {
    console.log(`-- PostgreSQL ${major}`);
    await using server = major === 15 ? await startOrdinary15() : await startMajor(major);
    const report = join(temp, `report-${major}.json`);
    const projects = major === MAJORS[0] ? ['db', 'e2e'] : ['db'];
    const options = projects.flatMap((project) => ['--project', project]);
    counts.push(await runVitest(['test/support/vitest.config.ts', ...options], report, { FLYBACK_TEST_URL: server.url }));
  }
  return addCounts(counts);
}

async function runCross(temp: string): Promise<Count> {
  const library = await findFlyway(temp);
  if (library === null) return countOf(false);
  return runVitest(['test/support/cross.vitest.config.ts'], join(temp, 'report.json'), { FLYWAY_LIB: library });
}

async function runVitest(args: readonly string[], report: string, env: Readonly<Record<string, string>>): Promise<Count> {
  const options = { cwd: ROOT, env: { ...env, FLYBACK_TEST_REPORT: report }, limitMs: 8 * MINUTE_MS };
  return readVitestReport(report, (await runCommand([NODE, VITEST, 'run', '--config', ...args], options)).exitCode);
}

async function runDemo(): Promise<Count> {
  const { exitCode, output } = await runCommand(['npm', 'run', 'demo'], { cwd: ROOT, limitMs: 3 * MINUTE_MS });
  return countClaims({
    'the demo ends well': exitCode === 0,
    'the demo shows its commands': ['info', 'verify', 'plan', 'migrate', 'undo'].every((name) =>
      new RegExp(`^\\$ npx flyback\\b.*\\b${name}\\b`, 'm').test(output),
    ),
    'the demo has pending migrations first': /\|\s*Pending\s*\|/.test(output),
    'the demo refutes the wrong undo, and says what is lost':
      /^refuted +V14__customer_phone_numbers\.sql/m.test(output) &&
      output.includes('Data lost: public.customers.phone had 83 values and has 0'),
    'the demo proves the right one, and all others': /^PROVEN, 16 migrations: 16 proven/m.test(output),
    'the demo shows the risk before it migrates': /^Risk .* 35 of 100, medium/m.test(output),
    'the demo applies the example': /Successfully applied 16 migrations/.test(output),
    'the demo ends at the last version': /now at version v14\b/.test(output),
  });
}

async function runPack(temp: string): Promise<Count> {
  await runCommand(['npm', 'pack', '--pack-destination', temp], { cwd: ROOT, limitMs: 2 * MINUTE_MS });
  const tarball = readdirSync(temp).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) return countClaims({ 'npm pack makes a tarball': false });
  const folder = join(temp, 'project');
  mkdirSync(join(folder, 'sql'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  writeFileSync(join(folder, 'sql', 'V1__first.sql'), 'CREATE TABLE first (id integer);\n');
  const npx = (...args: string[]): ReturnType<typeof runCommand> =>
    runCommand(['npx', '--no-install', 'flyback', ...args], { cwd: folder, limitMs: MINUTE_MS });
  const install = await runCommand(['npm', 'install', '--no-audit', '--no-fund', join(temp, tarball)], {
    cwd: folder,
    limitMs: 3 * MINUTE_MS,
  });
  const version = await npx('version');
  await using server = await startEmbeddedServer();
  const target = [`-url=jdbc:postgresql://${server.host}:${server.port}/postgres`, `-user=${server.user}`, '-locations=filesystem:sql'];
  const migrate = await npx(...target, 'migrate');
  const info = await npx(...target, 'info', '-outputType=json');
  const library = await runCommand([NODE, '--input-type=module', '-e', `await import('flyback')`], { cwd: folder, limitMs: MINUTE_MS });
  return countClaims({
    'the tarball installs into an empty folder': install.exitCode === 0,
    'npx flyback version names its version': version.exitCode === 0 && version.output.includes(packageVersion()),
    'npx flyback migrate applies a file': migrate.exitCode === 0 && /Successfully applied 1 migration\b/.test(migrate.output),
    'npx flyback info answers JSON': info.exitCode === 0 && /"state"\s*:\s*"Success"/.test(info.output),
    'the library can be imported': library.exitCode === 0,
  });
}

function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return manifest.version;
}

/** PostgreSQL 15 as most have it, installed by the system; where it is not, from npm. */
function startOrdinary15(): Promise<EmbeddedServer> {
  const settings = { wal_level: 'replica' };
  return existsSync(join(INSTALLED_15, 'bin', 'postgres'))
    ? startEmbeddedServer({ directory: INSTALLED_15, settings })
    : startMajor(15, settings);
}

/** Folder with the jars of the real Flyway: FLYWAY_LIB, else fetched by Maven. */
async function findFlyway(temp: string): Promise<string | null> {
  const given = process.env['FLYWAY_LIB'];
  if (given !== undefined && given !== '') return given;
  const pom = join(GOLDEN, 'pom.xml');
  if (!existsSync(pom)) {
    console.log(`FAIL the list of Flyway's jars is missing: ${pom}`);
    return null;
  }
  copyFileSync(pom, join(temp, 'pom.xml'));
  const library = join(temp, 'flyway');
  const args = ['-q', '-B', '-f', join(temp, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${library}`];
  const { exitCode } = await runCommand(['mvn', ...args], { cwd: temp, limitMs: 6 * MINUTE_MS });
  if (exitCode === 0) return library;
  console.log('FAIL the real Flyway could not be fetched');
  return null;
}
