/** The lines of a definition by the word that they begin with; what has more lines is one value. */
export class Properties {
  readonly #values: ReadonlyMap<string, readonly string[]>;

  private constructor(values: ReadonlyMap<string, readonly string[]>) {
    this.#values = values;
  }

  /**
   * Reads a definition (model/fingerprint.ts). A line belongs to the longest of the names that it begins with; one that begins with none, or with
   * one whose place in the definition was before, goes on with the line before it.
   */
  static of(definition: string, names: readonly string[]): Properties {
    const values = new Map<string, string[]>();
    let at = 0;
    let last: string[] | null = null;
    for (const line of definition.split('\n')) {
      const name = names
        .filter((one, index) => index >= at && (line === one || line.startsWith(`${one} `)))
        .reduce<string | null>((longest, one) => (longest === null || one.length > longest.length ? one : longest), null);
      if (name === null) {
        if (last !== null) last.push(`${last.pop() ?? ''}\n${line}`);
        continue;
      }
      at = names.indexOf(name);
      last = values.get(name) ?? [];
      last.push(line.slice(name.length + 1));
      values.set(name, last);
    }
    return new Properties(values);
  }

  /** What stands behind the name; null: there is no such line; empty: nothing stands there. */
  get(name: string): string | null {
    return this.#values.get(name)?.[0] ?? null;
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  all(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }
}

/** Whether two definitions have the same under these names. */
export function isSame(a: Properties, b: Properties, names: readonly string[]): boolean {
  return names.every((name) => a.all(name).join('\n') === b.all(name).join('\n') && a.has(name) === b.has(name));
}
