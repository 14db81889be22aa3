import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from './findings.ts';
import { atMost, noted, timesSlower } from './findings.ts';
import { measure, median, type Command, type Measurement } from './measure.ts';

const PROGRAM = fileURLToPath(new URL('../bin/flyback.js', import.meta.url));
const SQUAWK = fileURLToPath(new URL('../node_modules/@squawk-cli/linux-x64/bin/squawk', import.meta.url));
const FILES = 1000;
const MANY_FILES = 4000;
const GOAL_TIMES_SQUAWK = 3;
/** Memory for four times the files, divided by that for one. */
const GOAL_MEMORY_GROWTH = 1.5;

/** `flyback lint` of 1,000 files against squawk, whole processes in turn; and how memory grows with the number of files. */
export async function benchLint(temp: string, reps: number): Promise<Finding[]> {
  const folder = join(temp, 'lint');
  writeFiles(folder, FILES);
  const ours: Measurement[] = [];
  const theirs: Measurement[] = [];
  for (let rep = 0; rep < reps; rep++) {
    ours.push(await measure(lintWithFlyback(folder)));
    if (existsSync(SQUAWK)) theirs.push(await measure(lintWithSquawk(folder)));
  }
  const ratios = theirs.map((their, at) => (ours[at]?.ms ?? Number.NaN) / their.ms);
  const ourMs = median(ours.map(({ ms }) => ms));
  const what = `lint of ${FILES} files`;
  const many = join(temp, 'lint-many');
  writeFiles(many, MANY_FILES);
  const ofMany = await measure(lintWithFlyback(many));
  const rssMb = median(ours.map((one) => one.rssMb));
  return [
    ...(ratios.length === 0 ? [] : [timesSlower(what, ourMs, median(ratios), GOAL_TIMES_SQUAWK, 'squawk')]),
    noted('  its memory', rssMb, 'MB'),
    noted(`  lint of ${MANY_FILES} files`, ofMany.ms, 'ms'),
    atMost(`memory of ${MANY_FILES} files, divided by that of ${FILES}`, ofMany.rssMb / rssMb, GOAL_MEMORY_GROWTH, ''),
  ];
}

function lintWithFlyback(folder: string): Command {
  return { program: process.execPath, args: [PROGRAM, `-locations=filesystem:${folder}`, '--fail-on', 'never', 'lint'] };
}

function lintWithSquawk(folder: string): Command {
  const files = readdirSync(folder).map((name) => join(folder, name));
  // It exits 1 for what it finds.
  return { program: SQUAWK, args: files, exitCodes: [0, 1] };
}

/** Tables, indexes, columns and constraints as migrations have them; each file one or two statements on the tables before it. */
function writeFiles(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let at = 0; at < count; at++) {
    const table = `t_${String(Math.floor(at / 5)).padStart(4, '0')}`;
    writeFileSync(join(folder, `V${String(at + 1).padStart(5, '0')}__step.sql`), `${statementOf(at % 5, table)};\n`);
  }
}

function statementOf(step: number, table: string): string {
  switch (step) {
    case 0:
      return `CREATE TABLE ${table} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  name text NOT NULL,\n  created_at timestamptz NOT NULL DEFAULT now()\n)`;
    case 1:
      return `ALTER TABLE ${table} ADD COLUMN status varchar(20) NOT NULL DEFAULT 'new'`;
    case 2:
      return `CREATE INDEX ${table}_name_idx ON ${table} (name)`;
    case 3:
      return `ALTER TABLE ${table} ADD CONSTRAINT ${table}_status_check CHECK (status <> '')`;
    default:
      return `ALTER TABLE ${table} ALTER COLUMN status TYPE varchar(40)`;
  }
}
