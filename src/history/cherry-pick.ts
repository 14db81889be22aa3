import { ConfigError } from '../model/errors.ts';
import { tryParseVersion, type Version } from '../model/version.ts';

/** A parsed `cherryPick` list. */
export interface CherryPick {
  /** Position of the first pick that names this migration; -1 if none does, or if nothing is picked at all. */
  indexOf(version: Version | null, description: string): number;
  readonly isActive: boolean;
}

const VERSION_LIKE = /^-?\d+(\.\d+)*$/;

/** Reads picks as Flyway's MigrationPattern (13.0) does: a version, or a description in which `_` stands for a blank. */
export function parseCherryPick(picks: readonly string[]): CherryPick {
  const versions = new Map<string, number>();
  const descriptions = new Map<string, number>();
  const wordsOnly = new Map<string, number>();
  for (const [index, pick] of picks.entries()) {
    const words = pick.replaceAll('_', ' ');
    if (!descriptions.has(words)) descriptions.set(words, index);
    const version = VERSION_LIKE.test(pick.replaceAll('_', '.')) ? tryParseVersion(pick) : null;
    if (version === null) {
      if (!wordsOnly.has(words)) wordsOnly.set(words, index);
    } else if (!versions.has(version.key)) versions.set(version.key, index);
  }
  return {
    isActive: picks.length > 0,
    indexOf(version, description) {
      if (picks.length === 0) return -1;
      if (version === null) return descriptions.get(description) ?? -1;
      const byVersion = versions.get(version.key) ?? -1;
      const byWords = wordsOnly.get(description) ?? -1;
      return byVersion < 0 || (byWords >= 0 && byWords < byVersion) ? byWords : byVersion;
    },
  };
}

/** Throws ERR_CONFIG_INVALID for picks that name no migration at all, neither a file nor a history row. */
export function assertPicksExist(
  picks: readonly string[],
  known: Iterable<{ readonly version: Version | null; readonly description: string }>,
): void {
  if (picks.length === 0) return;
  // One list per pick: a pick that is hidden behind an equal earlier one must still count as found.
  const open = picks.map((pick) => ({ pick, matcher: parseCherryPick([pick]), isFound: false }));
  for (const { version, description } of known) {
    for (const entry of open) if (!entry.isFound && entry.matcher.indexOf(version, description) === 0) entry.isFound = true;
  }
  const unknown = open.filter((entry) => !entry.isFound).map((entry) => `'${entry.pick}'`);
  if (unknown.length === 0) return;
  throw new ConfigError('CONFIG_INVALID', `No migration found for cherryPick ${unknown.join(', ')}`, {
    hint: 'Give versions (2.1) or descriptions (create_table) of existing migrations, separated by commas.',
  });
}
