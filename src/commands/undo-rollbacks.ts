import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { entryKind, readFileBytes, writeFileAtomic } from '../io/files.ts';
import { parseLocations } from '../sources/read-sources.ts';
import type { CommandInput } from './command.ts';

/** Where pipelines look for rollback scripts unless `flyback.undo.rollbacksLocation` says otherwise. */
const FOLDER = 'migrations/rollbacks';

/** What became of a copy: the same bytes were there already, or they were not written. */
export type CopyOutcome = 'written' | 'unchanged' | 'not-written';

/** The folder of rollback scripts. */
export class Rollbacks {
  /** As configured, for messages. */
  readonly folder: string;
  /** It lies in a location: an undo script there is the undo script, and a second one beside the migration would be refused. */
  readonly isInLocation: boolean;
  readonly #path: string;
  readonly #isDryRun: boolean;

  private constructor(folder: string, { workingDirectory, locations }: Config, isDryRun: boolean) {
    this.folder = folder;
    this.#path = resolve(workingDirectory, folder);
    this.#isDryRun = isDryRun;
    this.isInLocation = parseLocations(locations, workingDirectory).locations.some(
      ({ root, pattern }) => pattern === null && isWithin(resolve(workingDirectory, root), this.#path),
    );
  }

  /** Null: no rollback scripts are wanted. */
  static of({ config, options }: CommandInput): Rollbacks | null {
    const configured = config.flyback.rollbacksLocation;
    if (configured === null && options?.has('rollbacks') !== true) return null;
    return new Rollbacks(configured ?? FOLDER, config, options?.has('dry-run') === true);
  }

  /** Where the script of this name has its place in the folder. */
  pathOf(undoPath: string): string {
    return join(this.#path, basename(undoPath));
  }

  /** Makes the folder's script the same as an undo script, bytes and all. */
  copy(undoPath: string): CopyOutcome {
    const to = this.pathOf(undoPath);
    if (to === resolve(undoPath)) return 'unchanged';
    const bytes = readFileBytes(undoPath);
    if (entryKind(to) === 'file' && readFileBytes(to).equals(bytes)) return 'unchanged';
    if (this.#isDryRun) return 'not-written';
    writeFileAtomic(to, bytes);
    return 'written';
  }
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}
