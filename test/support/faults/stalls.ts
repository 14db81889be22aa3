import { flywayCommand } from '../flyway.ts';
import { runFlyback } from '../run-flyback.ts';
import { Application, type Experiences } from './application.ts';
import type { Lab } from './lab.ts';

/** A way to alter a table behind a long reader, and what the application went through meanwhile. */
export interface Stall {
  readonly what: string;
  /** Null: no limit. */
  readonly lockTimeoutMs: number | null;
  readonly experiences: Experiences;
  readonly hasSucceeded: boolean;
  /** From the first wait for the lock to the end of the run. */
  readonly elapsedMs: number;
  readonly attempts: number;
}

const READER_MS = 6000;
const SETTLE_MS = 100;

/** Runs the migration while a transaction that has read the table stays open for six seconds, under 200 reads and writes a second. */
export async function measureStall(
  lab: Lab,
  what: string,
  tool: readonly string[] | 'flyway',
  lockTimeoutMs: number | null,
): Promise<Stall> {
  lab.write({ 'V1__note.sql': 'ALTER TABLE orders ADD COLUMN note text;\n' });
  const application = await Application.start(lab);
  const reader = await lab.session('report');
  await reader.query('BEGIN; SELECT count(*) FROM orders');
  const run = tool === 'flyway' ? flyway(lab) : lab.flyback('migrate', ...tool);
  // Six seconds from the first wait on: a JVM needs some of them to start.
  await lab.untilWaits('relation');
  const started = performance.now();
  await pause(READER_MS);
  await reader.query('COMMIT');
  const { exitCode, stdout } = await run;
  const elapsedMs = performance.now() - started;
  await pause(SETTLE_MS);
  const experiences = await application.stop();
  const attempts = 1 + [...stdout.matchAll(/rolled back, attempt/g)].length;
  return { what, lockTimeoutMs, experiences, hasSucceeded: exitCode === 0, elapsedMs, attempts };
}

function flyway(lab: Lab): ReturnType<typeof runFlyback> {
  const { hostname, port, username } = new URL(lab.url);
  const args = [
    `-url=jdbc:postgresql://${hostname}:${port}/${lab.database}`,
    `-user=${username}`,
    '-password=',
    '-locations=filesystem:sql',
  ];
  return runFlyback([...args, '-baselineOnMigrate=true', '-baselineVersion=0', 'migrate'], {
    cwd: lab.directory,
    command: flywayCommand(),
    timeoutMs: 120_000,
  });
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
