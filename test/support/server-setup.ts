import type { TestProject } from 'vitest/node';
import type { EmbeddedServer } from '../../src/verify/sandbox/embedded.ts';
import { startEmbeddedServer } from '../../src/verify/sandbox/embedded.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's URL of the server that the whole run shares. */
    readonly databaseUrl: string;
  }
}

interface SharedServer {
  readonly server: Promise<EmbeddedServer>;
  users: number;
}

// Vitest loads this file once per project, and each copy has its own module scope: the server hangs on the process.
const SHARED = Symbol.for('flyback.test.server');
const onProcess = globalThis as { [SHARED]?: SharedServer };

/** Gives all projects of a run the server of FLYBACK_TEST_URL, or one embedded server that the last project stops. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['FLYBACK_TEST_URL'];
  if (given !== undefined && given !== '') {
    project.provide('databaseUrl', given);
    return undefined;
  }
  const shared = (onProcess[SHARED] ??= { server: startEmbeddedServer({ settings: { max_connections: '200' } }), users: 0 });
  shared.users += 1;
  const server = await shared.server;
  project.provide('databaseUrl', server.url);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    delete onProcess[SHARED];
    await server.stop();
  };
}
