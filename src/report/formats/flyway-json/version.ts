import type { JsonObject } from './json.ts';

/** Input of the JSON of version. */
export interface VersionFacts {
  readonly version: string;
  readonly edition: string | null;
  readonly plugins: readonly { readonly name: string; readonly version: string; readonly isLicensed: boolean }[];
}

/** The JSON of version (VersionResult, 12.4). */
export function versionJson({ version, edition, plugins }: VersionFacts): JsonObject {
  return {
    command: 'version',
    edition,
    pluginVersions: plugins.map((plugin) => ({ isLicensed: plugin.isLicensed, name: plugin.name, version: plugin.version })),
    version,
  };
}
