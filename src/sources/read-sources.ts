// The entry of this stage: scan (while the session opens), resolve (when a command asks; needs placeholders), read (when a script runs).
export { scanSources } from './scan-sources.ts';
export type { SourceScan } from './scan-sources.ts';
export { resolveMigrations } from './resolve-migrations.ts';
export type { ResolvedSources } from './resolve-migrations.ts';
export { resolveCallbacks } from './callbacks.ts';
export { readScript } from './read-script.ts';
export { placeholdersFor } from './script-placeholders.ts';
export type { PlaceholderLookup } from './script-placeholders.ts';
export { parseLocations } from './locations.ts';
