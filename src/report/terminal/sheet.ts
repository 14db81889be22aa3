import { wrapped } from '../display-width.ts';
import type { Ink } from './ink.ts';

/** What a section needs to know of the terminal. */
export interface Sheet {
  readonly ink: Ink;
  readonly width: number;
}

/** Words behind a mark, further lines below the first word. */
export function hanging(text: string, mark: string, width: number): readonly string[] {
  return wrapped(text, width - mark.length).map((line, index) => (index === 0 ? mark : ' '.repeat(mark.length)) + line);
}
