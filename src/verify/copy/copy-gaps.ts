import type { Schema, SchemaObject } from '../../schema/schema.ts';
import type { FailedStatement } from './run-statements.ts';

/** They go with what they are about. */
const ABOUT_OTHERS = /^(?:comment|security label|grant) on /u;

/** An object that is not in a copy as it is in the original. */
export interface CopyGap {
  /** `kind identity`. */
  readonly key: string;
  /** Why, as a sentence. */
  readonly message: string;
}

/** A statement of an object. */
export interface CopyStatement {
  readonly statement: string;
  readonly key: string;
  /** Without it there is no object at all. */
  readonly isFirst: boolean;
}

/** What could not be made, and what is not made because it needs that. */
export class CopyGaps {
  readonly #schema: Schema;
  readonly #gaps = new Map<string, CopyGap>();
  readonly #missing = new Set<string>();
  /** By key of the object that makes them: the columns of a table. */
  readonly #parts: ReadonlyMap<string | null, readonly SchemaObject[]>;

  constructor(schema: Schema) {
    this.#schema = schema;
    this.#parts = Map.groupBy(schema.objects.values(), ({ madeBy }) => madeBy);
  }

  /** The first for each object, in the order in which they were found. */
  get all(): readonly CopyGap[] {
    return [...this.#gaps.values()];
  }

  add({ item: { key, isFirst }, error }: FailedStatement<CopyStatement>): void {
    const { message, detail } = error.server;
    // Of an extension it is the path of a file.
    const more = detail === null || key.startsWith('extension ') ? '' : ` (${detail})`;
    this.tell(key, `${key}: ${message}${more}`);
    if (isFirst) this.#missing.add(key);
  }

  tell(key: string, message: string): void {
    if (!this.#gaps.has(key)) this.#gaps.set(key, { key, message });
  }

  /** Whether an object is missing, or needs one that is; it is a gap then, too. */
  isBlocked(key: string): boolean {
    if (this.#missing.has(key)) return true;
    if (this.#missing.size === 0) return false;
    const { dependsOn = [], madeBy = null } = this.#schema.objects.get(key) ?? {};
    const parts = (this.#parts.get(key) ?? []).flatMap((part) => part.dependsOn);
    const need = [...dependsOn, ...parts, ...(madeBy === null ? [] : [madeBy])].find((one) => one !== key && this.#isMissing(one));
    if (need === undefined) return false;
    this.#missing.add(key);
    if (!ABOUT_OTHERS.test(key)) this.tell(key, `${key}: it needs the ${need}, which the copy lacks`);
    return true;
  }

  // The columns of a table that could not be made are not there either.
  #isMissing(key: string): boolean {
    const madeBy = this.#schema.objects.get(key)?.madeBy ?? null;
    return this.#missing.has(key) || (madeBy !== null && this.#isMissing(madeBy));
  }
}
