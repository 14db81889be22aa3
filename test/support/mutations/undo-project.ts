import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Mutation } from './mutation.ts';

const BASE = readFileSync(fileURLToPath(new URL('base.sql', import.meta.url)), 'utf8');
const SHARED = 'CREATE ROLE fingerprint_reader;\nCREATE ROLE fingerprint_writer;\n';
const TABLESPACE =
  "SET allow_in_place_tablespaces = on;\nCREATE TABLESPACE fingerprint_space LOCATION '';\nRESET allow_in_place_tablespaces;\n";
/** Leads from wherever a change has led back to an empty database. */
const CLEAN = [
  'DROP SUBSCRIPTION IF EXISTS fingerprint_subscription',
  'DROP PUBLICATION IF EXISTS changes, everything',
  'DROP EVENT TRIGGER IF EXISTS fingerprint_watch',
  'DROP FOREIGN DATA WRAPPER IF EXISTS far CASCADE',
  'DROP SCHEMA IF EXISTS app, other, fresh, another CASCADE',
  'DROP EXTENSION IF EXISTS citext, pg_trgm, hstore CASCADE',
  'DROP LANGUAGE IF EXISTS other_sql CASCADE',
  'DROP ACCESS METHOD IF EXISTS heap_too CASCADE',
];

/** A folder of migrations, one of which makes a change of the suite. */
export interface UndoProject {
  readonly files: Readonly<Record<string, string>>;
  /** The version that makes each change. */
  readonly versions: ReadonlyMap<string, Mutation>;
}

/** A project whose migrations make all these changes, each on the base of the suite: what came before is taken back by the suite's own statements. */
export function undoProject(mutations: readonly Mutation[]): UndoProject {
  const files: Record<string, string> = {};
  const versions = new Map<string, Mutation>();
  let version = 0;
  const add = (statements: readonly string[]): string => {
    version += 1;
    files[`sql/V${version}__s.sql`] = statements.map((statement) => `${statement.replace(/;\s*$/u, '')};\n`).join('');
    return String(version);
  };
  add([SHARED]);
  add([TABLESPACE]);
  add([BASE]);
  for (const mutation of mutations) {
    if (mutation.setup !== undefined) add(mutation.setup);
    versions.set(add(mutation.change), mutation);
    if (mutation.setup !== undefined) {
      add(CLEAN);
      add([BASE]);
    } else add(mutation.undo ?? ['RESET ALL']);
  }
  return { files, versions };
}
