import { closeSync, openSync, writeSync } from 'node:fs';
import { SourceError } from '../model/errors.ts';

/** The file of a dry run: everything that would be sent, so that running it (psql -f) equals migrating. Nothing is executed. */
export class DryRun {
  readonly path: string;
  readonly #file: number;

  /** Opens the file anew; throws SourceError where it cannot be written. */
  constructor(path: string, title: string) {
    this.path = path;
    try {
      this.#file = openSync(path, 'w');
    } catch (error) {
      throw new SourceError(
        'SOURCE_UNREADABLE',
        `Unable to write the dry run to ${path}: ${error instanceof Error ? error.message : String(error)}`,
        {
          cause: error,
          hint: 'Nothing was executed.',
        },
      );
    }
    this.comment(title);
  }

  /** A line for the reader. */
  comment(text: string): void {
    writeSync(
      this.#file,
      `${text
        .split('\n')
        .map((line) => `-- ${line}`)
        .join('\n')}\n`,
    );
  }

  /** A statement, without its semicolon. */
  statement(text: string): void {
    // A statement may end in a line comment, so the semicolon stands on a line of its own then.
    const isOpenEnded = /--[^\n]*$/.test(text);
    writeSync(this.#file, `${text}${isOpenEnded ? '\n' : ''};\n`);
  }

  /** A COPY and its data lines. */
  copy(text: string, data: Buffer): void {
    this.statement(text);
    writeSync(this.#file, data);
    writeSync(this.#file, `${data.length > 0 && data.at(-1) !== 0x0a ? '\n' : ''}\\.\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}
