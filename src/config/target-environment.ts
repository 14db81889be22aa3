import type { ConnectionSettings } from '../model/connection.ts';
import type { Config } from './config.ts';

/** What a target is to those who depend on it. */
export type TargetEnvironment = 'development' | 'staging' | 'production';

/** The environment of the target: what `flyback.environment` says, else development on this machine and production everywhere else. */
export function targetEnvironment({ connection, flyback }: Config): TargetEnvironment {
  if (flyback.environment !== 'auto') return flyback.environment;
  return connection !== null && isOnThisMachine(connection) ? 'development' : 'production';
}

function isOnThisMachine({ hosts }: ConnectionSettings): boolean {
  return hosts.length > 0 && hosts.every(({ host }) => host.startsWith('/') || /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i.test(host));
}
