import { ConfigError } from '../../model/errors.ts';
import { write } from './terminal.ts';

/** The result could not be written into the file of `outputFile`; the command itself has been carried out. */
export class OutputFileError extends ConfigError {
  constructor(file: string, cause: unknown) {
    super('CONFIG_INVALID', `Could not write to output file: ${file}`, {
      flywayCode: 'ERROR',
      hint: `${cause instanceof Error ? cause.message : String(cause)}. The command itself has been carried out; only its result is missing there.`,
      cause,
    });
  }
}

/** Writes a JSON document into a file, if one is named, and then to stdout, so that stdout never holds two. Throws OutputFileError. */
export async function printResult(text: string, file: string | null): Promise<void> {
  if (file !== null) {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(file, `${text}\n`).catch((error: unknown) => {
      throw new OutputFileError(file, error);
    });
  }
  write(process.stdout, `${text}\n`);
}
