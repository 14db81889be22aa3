import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbeddedServer } from '../src/verify/sandbox/embedded.ts';
import { startTcpProxy } from '../test/support/tcp-proxy.ts';
import type { ProxyCounts } from '../test/support/tcp-proxy.ts';
import type { Finding } from './findings.ts';
import { atMost, findingsTable, noted, timesFaster, timesSlower } from './findings.ts';
import type { Command, Measurement } from './measure.ts';
import { benchFingerprint } from './fingerprint.ts';
import { benchLint } from './lint.ts';
import { measure, median } from './measure.ts';
import { benchSample } from './sample.ts';
import type { BenchTarget, Tool, ToolSet } from './tools.ts';
import { findTools } from './tools.ts';
import { benchVerify } from './verify.ts';
import { writeCopyProject, writeProjects } from './write-projects.ts';

const HELP = `npm run bench -- [options]
  --only PARTS     of noop,pending,latency,memory,lint,fingerprint,verify,sample (default: all)
  --sizes LIST     pending migrations, default 10,100,1000
  --reps N         repetitions, default 5; the medians are shown (1,000 pending: at most 3; latency: 1)
  --no-peers       without dbmate, node-pg-migrate and graphile-migrate
  --url URL        a server (superuser, without password) instead of an embedded one on disk, with commits synced
FLYWAY_LIB names the folder with the jars of the real Flyway.`;

const PARTS = ['noop', 'pending', 'latency', 'memory', 'lint', 'fingerprint', 'verify', 'sample'] as const;
type Part = (typeof PARTS)[number];

const APPLIED = 1000;
const LATENCY_MS = 20;
const LATENCY_MIGRATIONS = 100;
const LARGE_FILE_BYTES = 100e6;
const NOOP_GOALS = { timesFlyway: 12, timesBare: 1.5, roundTrips: 3, rssMb: 80 };
const PENDING_GOALS: ReadonlyMap<number, number> = new Map([
  [10, 8],
  [100, 7],
  [1000, 5],
]);
const PSQL_GOAL = 1.15;
const LATENCY_GOAL = 15;
const SPARE_ROUND_TRIPS = 8;
const MEMORY_GOAL_MB = 300;

interface Bench {
  readonly tools: ToolSet;
  readonly server: BenchTarget;
  readonly temp: string;
  readonly reps: number;
  readonly sizes: readonly number[];
}

type Verb = 'migrate' | 'info' | 'validate';

const { values } = parseArgs({
  allowNegative: true,
  options: {
    only: { type: 'string', default: PARTS.join(',') },
    sizes: { type: 'string', default: '10,100,1000' },
    reps: { type: 'string', default: '5' },
    peers: { type: 'boolean', default: true },
    url: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(HELP);
else await main();

async function main(): Promise<void> {
  const parts = values.only.split(',').map(parsePart);
  const temp = mkdtempSync(join(tmpdir(), 'flyback-bench-'));
  await using embedded = values.url === undefined ? await startEmbeddedServer({ isDurable: true }) : null;
  try {
    const server = targetOf(embedded?.url ?? values.url ?? '');
    const tools = findTools(temp, values.peers);
    const bench: Bench = { tools, server, temp, reps: Number(values.reps), sizes: values.sizes.split(',').map(Number) };
    const findings: Finding[] = [];
    const runs: Record<Part, (bench: Bench) => Promise<Finding[]>> = {
      noop: benchNoop,
      pending: benchPending,
      latency: benchLatency,
      memory: benchMemory,
      lint: ({ temp: folder, reps }) => benchLint(folder, reps),
      fingerprint: ({ reps }) => benchFingerprint(reps),
      sample: ({ reps }) => benchSample(reps),
      verify: ({ temp: folder, reps }) => benchVerify(folder, reps),
    };
    for (const part of parts) {
      console.log(`measuring: ${part}`);
      findings.push(...(await runs[part](bench)));
    }
    console.log(`\n${findingsTable(findings)}`);
    if (findings.some((finding) => finding.isMet === false)) process.exitCode = 1;
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

function parsePart(text: string): Part {
  const part = PARTS.find((one) => one === text);
  if (part === undefined) throw new Error(`no such part: ${text}\n${HELP}`);
  return part;
}

async function benchNoop(bench: Bench): Promise<Finding[]> {
  const { flyback, bare, flyway, peers } = bench.tools;
  const folder = join(bench.temp, `applied-${APPLIED}`);
  writeProjects(folder, APPLIED);
  const findings: Finding[] = [];
  const all = [flyback, bare, ...present(flyway), ...peers];
  const databases = new Map<Tool, BenchTarget>();
  for (const tool of all) {
    const target = await createDatabase(bench, tool);
    databases.set(tool, target);
    await measure(tool.migrate(folder, target));
  }
  for (const verb of ['migrate', 'info', 'validate'] as const) {
    const results = await measurePaired(all, bench.reps, verb, async (tool) => [folder, required(databases.get(tool))]);
    const what = verb === 'migrate' ? `nothing pending, ${APPLIED} applied` : `${verb} of ${APPLIED}`;
    const ours = required(results.get(flyback));
    if (flyway !== null) findings.push(against(timesFaster, what, ours, required(results.get(flyway)), NOOP_GOALS.timesFlyway, 'Flyway'));
    if (verb !== 'migrate') continue;
    findings.push(against(timesSlower, what, ours, required(results.get(bare)), NOOP_GOALS.timesBare, 'bare Node'));
    findings.push(atMost(`${what}, memory`, medianOf(ours, 'rssMb'), NOOP_GOALS.rssMb, 'MB'));
    for (const peer of peers) findings.push(noted(`  ${peer.name}`, medianOf(required(results.get(peer)), 'ms'), 'ms'));
  }
  const counts = await countRoundTrips(flyback, folder, required(databases.get(flyback)));
  findings.push(atMost('nothing pending, round trips after connecting', counts.roundTripsAfterConnect, NOOP_GOALS.roundTrips, ''));
  findings.push(noted('  with those of connecting', counts.roundTrips, ''));
  return findings;
}

async function benchPending(bench: Bench): Promise<Finding[]> {
  const { flyback, bare, psql, flyway, peers } = bench.tools;
  const findings: Finding[] = [];
  for (const size of bench.sizes) {
    const folder = join(bench.temp, `pending-${size}`);
    writeProjects(folder, size);
    const all = [flyback, bare, ...present(psql), ...present(flyway), ...peers];
    const reps = size >= 1000 ? Math.min(bench.reps, 3) : bench.reps;
    const results = await measurePaired(all, reps, 'migrate', async (tool) => [folder, await createDatabase(bench, tool)]);
    const what = `${size} pending`;
    const ours = required(results.get(flyback));
    const goal = PENDING_GOALS.get(size) ?? 1;
    if (flyway !== null) findings.push(against(timesFaster, what, ours, required(results.get(flyway)), goal, 'Flyway'));
    if (psql !== null && size >= 1000) findings.push(against(timesSlower, what, ours, required(results.get(psql)), PSQL_GOAL, 'psql -f'));
    for (const peer of peers) findings.push(against(timesFaster, what, ours, required(results.get(peer)), 1, peer.name));
    findings.push(noted('  bare Node', medianOf(required(results.get(bare)), 'ms'), 'ms'));
  }
  return findings;
}

async function benchLatency(bench: Bench): Promise<Finding[]> {
  const { flyback, flyway, peers } = bench.tools;
  const folder = join(bench.temp, 'latency');
  writeProjects(folder, LATENCY_MIGRATIONS);
  const what = `${LATENCY_MIGRATIONS} pending at ${LATENCY_MS} ms a round trip`;
  await using proxy = await startTcpProxy({ ...bench.server, roundTripMs: LATENCY_MS });
  const runOne = async (tool: Tool): Promise<{ readonly time: Measurement; readonly counts: ProxyCounts }> => {
    const target = await createDatabase(bench, tool);
    proxy.reset();
    const time = await measure(tool.migrate(folder, { ...target, host: '127.0.0.1', port: proxy.port }));
    return { time, counts: proxy.counts() };
  };
  const ours = await runOne(flyback);
  const limit = LATENCY_MIGRATIONS + SPARE_ROUND_TRIPS;
  const findings = [atMost(`${LATENCY_MIGRATIONS} pending, round trips`, ours.counts.roundTrips, limit, '')];
  for (const tool of [...present(flyway), ...peers]) {
    const theirs = await runOne(tool);
    const [goal, name] = tool === flyway ? [LATENCY_GOAL, 'Flyway'] : [1, tool.name];
    findings.push(timesFaster(what, ours.time.ms, theirs.time.ms / ours.time.ms, goal, name));
    findings.push(noted(`  ${name}, round trips`, theirs.counts.roundTrips, ''));
  }
  return findings;
}

async function benchMemory(bench: Bench): Promise<Finding[]> {
  const { flyback } = bench.tools;
  const many = join(bench.temp, 'many');
  writeProjects(many, APPLIED);
  const ofMany = await measure(flyback.migrate(many, await createDatabase(bench, flyback)));
  const large = join(bench.temp, 'large');
  await writeCopyProject(join(large, 'flyway'), LARGE_FILE_BYTES);
  const ofLarge = await measure(flyback.migrate(large, await createDatabase(bench, flyback)));
  return [
    atMost(`${APPLIED} migrations, memory`, ofMany.rssMb, MEMORY_GOAL_MB, 'MB'),
    atMost('one file of 100 MB COPY data, memory', ofLarge.rssMb, MEMORY_GOAL_MB, 'MB'),
    noted('  its time', ofLarge.ms, 'ms'),
  ];
}

/** Measures tools in turn, each round in another order, so that the machine's moods hit all alike. */
async function measurePaired(
  tools: readonly Tool[],
  reps: number,
  verb: Verb,
  prepare: (tool: Tool) => Promise<readonly [string, BenchTarget]>,
): Promise<ReadonlyMap<Tool, readonly Measurement[]>> {
  const results = new Map<Tool, Measurement[]>(tools.map((tool) => [tool, []]));
  for (let rep = 0; rep < reps; rep++) {
    for (let k = 0; k < tools.length; k++) {
      const tool = required(tools[(k + rep) % tools.length]);
      const command: ((folder: string, target: BenchTarget) => Command) | undefined = tool[verb];
      if (command === undefined) continue;
      results.get(tool)?.push(await measure(command(...(await prepare(tool)))));
    }
  }
  return results;
}

type Comparison = typeof timesFaster;

// The ratio is the median of the rounds' ratios: a slow moment hits both sides of a round.
function against(
  compare: Comparison,
  what: string,
  ours: readonly Measurement[],
  theirs: readonly Measurement[],
  goal: number,
  other: string,
): Finding {
  const ratios = ours.map((our, i) => required(theirs[i]).ms / our.ms);
  const ratio = compare === timesSlower ? 1 / median(ratios) : median(ratios);
  return compare(what, medianOf(ours, 'ms'), ratio, goal, other);
}

function medianOf(measurements: readonly Measurement[], key: keyof Measurement): number {
  return median(measurements.map((one) => one[key]));
}

async function countRoundTrips(tool: Tool, folder: string, target: BenchTarget): Promise<ProxyCounts> {
  await using proxy = await startTcpProxy(target);
  await measure(tool.migrate(folder, { ...target, port: proxy.port }));
  return proxy.counts();
}

async function createDatabase(bench: Bench, tool: Tool): Promise<BenchTarget> {
  const database = `bench_${tool.name.replaceAll(/\W+/g, '_')}`;
  const client = new pg.Client({ ...bench.server, database: 'postgres' });
  await client.connect();
  await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  await client.query(`CREATE DATABASE ${database} TEMPLATE template0`);
  await client.end();
  return { ...bench.server, database };
}

function targetOf(url: string): BenchTarget {
  const parts = new URL(url);
  return {
    host: parts.hostname,
    port: Number(parts.port || '5432'),
    user: decodeURIComponent(parts.username || 'postgres'),
    database: 'postgres',
  };
}

function present(tool: Tool | null): readonly Tool[] {
  return tool === null ? [] : [tool];
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('a measurement is missing');
  return value;
}
