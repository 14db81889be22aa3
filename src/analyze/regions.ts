import type { Region } from '../model/hazard.ts';
import { LineIndex } from '../syntax/position.ts';
import type { Span } from '../syntax/split.ts';

/** Where bytes of the text that is sent stand in the file, placeholders counted as they are written there. */
export class Regions {
  readonly #file: string;
  readonly #toFileOffset: (offset: number) => number;
  readonly #fileBytes: Buffer;
  #lines: LineIndex | null = null;

  constructor(source: { readonly file: string; readonly fileBytes: Buffer; readonly toFileOffset: (offset: number) => number }) {
    this.#file = source.file;
    this.#fileBytes = source.fileBytes;
    this.#toFileOffset = source.toFileOffset;
  }

  /** The region of a stretch of the sent text. */
  of({ start, end }: Span): Region {
    this.#lines ??= new LineIndex(this.#fileBytes);
    const offset = this.#toFileOffset(start);
    const endOffset = Math.max(offset, this.#toFileOffset(end));
    const from = this.#lines.positionAt(offset);
    const to = this.#lines.positionAt(endOffset);
    return {
      file: this.#file,
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      offset,
      length: endOffset - offset,
    };
  }
}
