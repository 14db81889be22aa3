import { SandboxError } from '../../model/errors.ts';
import type { SandboxBackend } from './sandbox.ts';

/** The server of `flyback.shadowUrl`: databases of our own are made there and dropped. */
export const shadowUrl: SandboxBackend = {
  kind: 'shadow',
  unavailable: ({ shadow }) => (shadow === null ? 'no flyback.shadowUrl (SHADOW_DATABASE_URL) is given' : null),
  start: ({ shadow }) => {
    if (shadow === null) throw new SandboxError('SANDBOX_UNAVAILABLE', 'No flyback.shadowUrl is given.');
    return Promise.resolve({
      kind: 'shadow',
      isOwnServer: false,
      connection: (database) => ({ ...shadow, database, targetSession: 'any', applicationName: 'flyback verify' }),
      maintenanceDatabase: shadow.database ?? shadow.user ?? 'postgres',
      [Symbol.asyncDispose]: () => Promise.resolve(),
    });
  },
};
