import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder with files for one test, removed by `using`. */
export interface TempProject extends Disposable {
  readonly directory: string;
  /** Writes (or with `null` removes) files; paths are relative to the folder. */
  write(files: Readonly<Record<string, string | Uint8Array | null>>): void;
}

/** Makes a folder with the given files: path -> contents. */
export function createTempProject(files: Readonly<Record<string, string | Uint8Array | null>> = {}): TempProject {
  const directory = mkdtempSync(join(tmpdir(), 'flyback-test-'));
  const project: TempProject = {
    directory,
    write: (more) => {
      for (const [path, contents] of Object.entries(more)) {
        const full = join(directory, path);
        mkdirSync(dirname(full), { recursive: true });
        if (contents === null) rmSync(full, { recursive: true, force: true });
        else writeFileSync(full, contents);
      }
    },
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
  project.write(files);
  return project;
}
