import type { Lab } from './lab.ts';

/** What became of a situation. */
export interface Seen {
  /** In a few words, with figures. */
  readonly text: string;
  readonly isAsExpected: boolean;
}

/** One fault that a run meets; rows are those of section 6.3 of the safety design. */
export interface Situation {
  readonly row: number;
  readonly name: string;
  readonly expected: string;
  run(lab: Lab): Promise<Seen>;
}

/** What was seen, and what of it is wrong: nothing is as expected. */
export function seen(text: string, wrong: readonly (string | false | null)[]): Seen {
  const found = wrong.filter((one) => one !== false && one !== null && one !== '');
  return { text: found.length === 0 ? text : `${text}; wrong: ${found.join(', ')}`, isAsExpected: found.length === 0 };
}
