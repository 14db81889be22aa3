import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A copy of a folder in the system's folder for temporary files, removed when disposed. */
export function copyToTemp(folder: string): Disposable & { readonly path: string } {
  const parent = mkdtempSync(join(tmpdir(), 'flyback-'));
  const path = join(parent, basename(folder));
  const remove = (): void => rmSync(parent, { recursive: true, force: true });
  try {
    cpSync(folder, path, { recursive: true });
  } catch (error) {
    remove();
    throw error;
  }
  return { path, [Symbol.dispose]: remove };
}
