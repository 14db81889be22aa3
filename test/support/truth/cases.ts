import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LockMode } from '../../../src/model/lock-mode.ts';

/** A statement whose effects were observed on real servers, and the database that it ran in. */
export interface TruthCase {
  readonly id: string;
  readonly group: string;
  readonly setup: string;
  /** Further statements, each alone; they may fail (an INVALID index, syntax of a later version). */
  readonly setup_steps?: readonly string[];
  /** A statement that times out behind an open transaction (an interrupted DETACH PARTITION CONCURRENTLY). */
  readonly setup_blocked?: { readonly blocker: string; readonly sql: string; readonly timeout_ms: number };
  /** Settings of the session that runs `sql`. */
  readonly session?: string;
  readonly sql: string;
  /** Several statements in one transaction. */
  readonly multi?: boolean;
  readonly no_vacuum?: boolean;
}

interface ObservedLock {
  readonly relation: string;
  readonly mode: LockMode;
}

/** What a server of one version did. */
export interface TruthRecord {
  readonly id: string;
  /** `null` where the statement failed: not scored. */
  readonly dangerous: boolean | null;
  readonly locks?: readonly ObservedLock[];
  readonly index_locks?: readonly ObservedLock[];
  readonly other_locks?: readonly ObservedLock[];
  readonly locks_released_early?: readonly ObservedLock[];
  readonly rewritten?: readonly { readonly relation: string }[];
}

/** The cases of a `.jsonl` file. */
export function readCases(file: string): readonly TruthCase[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TruthCase);
}

/** Cases with the same answer can share a database. */
export function setUpOf({ setup, setup_steps, setup_blocked, no_vacuum }: TruthCase): string {
  return JSON.stringify([setup, setup_steps, setup_blocked, no_vacuum]);
}

/** What servers of a major did with them, by case; the files lie beside the cases. */
export function readTruth(casesFile: string, major: number): ReadonlyMap<string, TruthRecord> {
  const file = join(dirname(casesFile), `truth-pg${major}.json`);
  if (!existsSync(file)) throw new Error(`${file} is missing`);
  const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases: readonly TruthRecord[] };
  return new Map(cases.map((record) => [record.id, record]));
}
