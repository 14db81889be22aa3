import { KEPT_CONTENTS, KEPT_SCHEMA, type KeptThing } from '../../../model/kept.ts';
import { quoteLiteral } from '../../../syntax/names.ts';
import { shownQualified } from '../../../syntax/shown-identifier.ts';

/** What a script does to keep what one of its statements destroys. */
export interface SettingAside {
  readonly things: readonly KeptThing[];
  /** Statements that run before the destroying one, or in its place. */
  readonly sql: readonly string[];
  readonly isInPlace: boolean;
}

// NAMEDATALEN - 1
const LONGEST_NAME = 63;
const NUMBER_LENGTH = 4;

/** What a script keeps: names in the side schema, each given once, and what relations that were moved there go on using. */
export class Keeping {
  readonly #prefix: string;
  readonly #version: string;
  readonly #given = new Set<string>();
  /** Numbers of types and functions that moved relations use, which can only move as well. */
  readonly #used = new Set<number>();

  constructor(version: string) {
    this.#version = version;
    this.#prefix = `v${version.replaceAll(/[^\p{L}\p{N}]+/gu, '_')}_`;
  }

  /** A name of the version's own for something: `v12_orders`, `v12_orders_2`. */
  nameFor(name: string): string {
    const wanted = shortened(`${this.#prefix}${name}`, LONGEST_NAME);
    let given = wanted;
    for (let number = 2; this.#given.has(given); number++) given = `${shortened(wanted, LONGEST_NAME - NUMBER_LENGTH)}_${number}`;
    this.#given.add(given);
    return given;
  }

  /** A moved relation goes on using this type or function. */
  use(id: number): void {
    this.#used.add(id);
  }

  isUsed(id: number): boolean {
    return this.#used.has(id);
  }

  /** Writes down what lies in the side schema; `isThere`: only if it does. */
  entry({ kind, name, source, columns, key }: KeptThing, isSure: boolean): string {
    const values = [kind, name, source, this.#version].map(quoteLiteral).join(', ');
    const row = `${values}, ${arrayOf(columns)}, ${arrayOf(key)}`;
    const into = `INSERT INTO ${shownQualified(KEPT_SCHEMA, KEPT_CONTENTS)} (kind, name, source, version, columns, key)`;
    if (isSure) return `${into} VALUES (${row})`;
    return `${into} SELECT ${row} WHERE to_regclass(${quoteLiteral(shownQualified(KEPT_SCHEMA, name))}) IS NOT NULL`;
  }
}

/** Makes the side schema and its list where they are not there yet. */
export const KEPT_SCHEMA_SQL: readonly string[] = [
  `CREATE SCHEMA IF NOT EXISTS ${KEPT_SCHEMA}`,
  `CREATE TABLE IF NOT EXISTS ${KEPT_SCHEMA}.${KEPT_CONTENTS} (
  kind text, name text, source text NOT NULL, version text NOT NULL, columns text[] NOT NULL, key text[] NOT NULL,
  kept_at timestamptz NOT NULL DEFAULT now(), kept_by text NOT NULL DEFAULT current_user, PRIMARY KEY (kind, name))`,
];

/** Takes the entry out again. */
export function entryRemoval({ kind, name }: Pick<KeptThing, 'kind' | 'name'>): string {
  return `DELETE FROM ${shownQualified(KEPT_SCHEMA, KEPT_CONTENTS)} WHERE kind = ${quoteLiteral(kind)} AND name = ${quoteLiteral(name)}`;
}

function arrayOf(names: readonly string[]): string {
  return names.length === 0 ? "'{}'" : `ARRAY[${names.map(quoteLiteral).join(', ')}]`;
}

function shortened(name: string, bytes: number): string {
  let short = name;
  while (Buffer.byteLength(short) > bytes) short = [...short].slice(0, -1).join('');
  return short;
}
