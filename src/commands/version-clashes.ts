import { basename, resolve } from 'node:path';
import type { Rule } from '../analyze/rule.ts';
import { duplicateVersion } from '../analyze/rules/duplicate-version.ts';
import { versionBelowApplied } from '../analyze/rules/version-below-applied.ts';
import { versionBelowBase } from '../analyze/rules/version-below-base.ts';
import { hazardOf } from '../analyze/run-rules.ts';
import type { Config } from '../config/config.ts';
import { pointIn, type Hazard } from '../model/hazard.ts';
import type { HistoryRow } from '../model/history.ts';
import type { Migration } from '../model/migration.ts';
import { compareVersions, type Version } from '../model/version.ts';
import { parseFileName } from '../sources/file-name.ts';
import { configuredGrammar } from '../sources/script-placeholders.ts';
import { readBase, type BaseBranch } from './base-branch.ts';

/** A migration that cannot keep its version, and why. */
export interface VersionClash {
  readonly migration: Migration;
  readonly rule: Rule;
  readonly message: string;
}

const SAFER = 'Give it the next free version: flyback renumber does it for files that are not applied yet.';

/** Hazards of versions: against the history of the target, and against the files of the base branch. */
export async function versionHazards(
  config: Config,
  migrations: readonly Migration[],
  rows: readonly HistoryRow[],
): Promise<readonly Hazard[]> {
  const clashes = await versionClashes(config, migrations, rows);
  return clashes.map(({ migration, rule, message }) => hazardOf(rule, { message, safer: SAFER }, pointIn(migration.shownPath)));
}

/** Migrations that cannot keep their versions: taken or overtaken on the base branch, or below what the target has applied. */
export async function versionClashes(
  config: Config,
  migrations: readonly Migration[],
  rows: readonly HistoryRow[],
): Promise<readonly VersionClash[]> {
  const versioned = migrations.filter(({ kind }) => kind === 'versioned');
  const base = await readBase(config);
  return [...(base === null ? [] : againstBase(config, versioned, base)), ...againstHistory(config, versioned, rows)];
}

function againstBase(config: Config, migrations: readonly Migration[], base: BaseBranch): readonly VersionClash[] {
  const grammar = configuredGrammar(config);
  const taken = new Map<string, { readonly path: string; readonly version: Version }>();
  for (const path of base.files.keys()) {
    const name = parseFileName(basename(path), grammar);
    if (name.isValid && name.prefix === config.sqlMigrationPrefix && name.version !== null)
      taken.set(name.version.key, { path, version: name.version });
  }
  const newest = [...taken.values()].reduce<Version | null>(
    (highest, { version }) => (highest === null || compareVersions(version, highest) > 0 ? version : highest),
    null,
  );
  return migrations.flatMap((migration): readonly VersionClash[] => {
    const { version, shownPath } = migration;
    if (version === null || base.files.has(resolve(migration.path))) return [];
    const other = taken.get(version.key);
    if (other !== undefined)
      return [
        {
          migration,
          rule: duplicateVersion,
          message: `${shownPath} has version ${version.text}, which ${basename(other.path)} has on ${base.name}: after the merge nothing can be migrated.`,
        },
      ];
    if (newest === null || config.outOfOrder || compareVersions(version, newest) > 0) return [];
    return [
      {
        migration,
        rule: versionBelowBase,
        message: `${shownPath} has version ${version.text}, below version ${newest.text} on ${base.name}: where that is applied first, migrate fails on it or leaves it out.`,
      },
    ];
  });
}

function againstHistory({ outOfOrder }: Config, migrations: readonly Migration[], rows: readonly HistoryRow[]): readonly VersionClash[] {
  if (outOfOrder) return [];
  const applied = rows.flatMap(({ version, success }) => (version === null || !success ? [] : [version]));
  const newest = applied.reduce<Version | null>(
    (highest, version) => (highest === null || compareVersions(version, highest) > 0 ? version : highest),
    null,
  );
  const keys = new Set(applied.map(({ key }) => key));
  const baseline = rows.find(({ type }) => type === 'BASELINE')?.version ?? null;
  return migrations.flatMap((migration): readonly VersionClash[] => {
    const { version, shownPath } = migration;
    if (version === null || newest === null || keys.has(version.key) || compareVersions(version, newest) > 0) return [];
    if (baseline !== null && compareVersions(version, baseline) <= 0) return [];
    return [
      {
        migration,
        rule: versionBelowApplied,
        message: `${shownPath} has version ${version.text}, below version ${newest.text}, which is applied: without outOfOrder migrate fails on it.`,
      },
    ];
  });
}
