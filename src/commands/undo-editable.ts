import { resolve } from 'node:path';
import { ConfigError } from '../model/errors.ts';
import type { Migration } from '../model/migration.ts';
import { readBase } from './base-branch.ts';
import type { CommandInput } from './command.ts';
import type { VerifyTarget } from './verify-target.ts';

const USAGE = 2;

/** Why a migration's file must stay as it is; null: nobody has applied it yet. */
export type EditObjection = (migration: Migration) => string | null;

/**
 * Which migrations may be edited, as `renumber` decides it: those that the target's history does not list as applied and the base branch does not have.
 * @throws ConfigError with exit code 2 where neither is known, and `--assume-pending` does not say that nothing is applied anywhere
 */
export async function editObjection({ config, options }: CommandInput, target: VerifyTarget | null): Promise<EditObjection> {
  if (options?.has('assume-pending') === true) return () => null;
  const base = await readBase(config);
  if (target === null && base === null)
    throw new ConfigError('CONFIG_MISSING', 'Which migrations may be edited? Nothing says what is applied already. Nothing was written.', {
      exitCode: USAGE,
      hint: 'Give a target with -url (what its history lists stays as it is) or --base origin/main (files that are there stay), or say with --assume-pending that no migration is applied anywhere.',
    });
  const applied = new Set(target?.applied.flatMap(({ row }) => (row?.success === true ? [row.script] : [])));
  return ({ path, script }) => {
    if (applied.has(script)) return 'it is applied on the target, so that its file must stay as it is';
    return base?.files.has(resolve(path)) === true ? `it is in ${base.name}, so that its file must stay as it is` : null;
  };
}
