import { installedDirectory } from './embedded/server-binaries.ts';
import { startEmbeddedServer } from './embedded.ts';
import { localServer } from './own-server.ts';
import type { SandboxBackend } from './sandbox.ts';

/** The PostgreSQL programs that are installed on this machine. */
export const installed: SandboxBackend = {
  kind: 'installed',
  unavailable: ({ major }) =>
    installedDirectory(major) === null ? `no PostgreSQL${major === null ? '' : ` ${major}`} is installed` : null,
  start: async ({ major, roomBytes }) =>
    localServer('installed', await startEmbeddedServer({ directory: installedDirectory(major) ?? '', roomBytes })),
};
