import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { SandboxError } from '../../model/errors.ts';
import { isAlive } from './embedded/cached-tree.ts';
import { ownServer } from './own-server.ts';
import type { SandboxBackend } from './sandbox.ts';

const DEFAULT_MAJOR = 17;
const PORT = 5432;
const USER = 'postgres';
const START_LIMIT_MS = 180_000;
const HOST_LABEL = 'flyback.host';
const PID_LABEL = 'flyback.pid';
/** What a throw-away server may leave out. */
const SETTINGS = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'autovacuum=off', 'jit=off'];

/** The part of testcontainers that is used; the package is optional and loaded when it is wanted. */
type Testcontainers = typeof import('testcontainers');

/** A container with the image `postgres:<major>`, by the npm package testcontainers. */
export const container: SandboxBackend = {
  kind: 'container',
  unavailable: async () => ((await load()) === null ? 'the npm package testcontainers is not installed' : null),
  start: async ({ major }) => {
    const testcontainers = await load();
    if (testcontainers === null) throw new SandboxError('SANDBOX_UNAVAILABLE', 'The npm package testcontainers is not installed.');
    await sweepDead(testcontainers);
    return startContainer(testcontainers, major ?? DEFAULT_MAJOR);
  },
};

async function load(): Promise<Testcontainers | null> {
  try {
    return await import('testcontainers');
  } catch {
    return null;
  }
}

/** Removes the containers of runs on this machine that have died; testcontainers' own reaper may be switched off. */
async function sweepDead({ getContainerRuntimeClient }: Testcontainers): Promise<void> {
  try {
    const { container: client } = await getContainerRuntimeClient();
    const filters = { label: [`${HOST_LABEL}=${hostname()}`] };
    for (const { Id, Labels } of await client.dockerode.listContainers({ all: true, filters }))
      if (!isAlive(Number(Labels[PID_LABEL]))) await client.dockerode.getContainer(Id).remove({ force: true, v: true });
  } catch {
    // Without an engine the start itself says so, and another run may remove the same container.
  }
}

async function startContainer({ GenericContainer, Wait }: Testcontainers, major: number): ReturnType<SandboxBackend['start']> {
  const password = randomBytes(16).toString('hex');
  const image = `postgres:${major}`;
  try {
    const started = await new GenericContainer(image)
      .withEnvironment({ POSTGRES_PASSWORD: password, POSTGRES_HOST_AUTH_METHOD: 'scram-sha-256' })
      .withLabels({ [HOST_LABEL]: hostname(), [PID_LABEL]: String(process.pid) })
      .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
      .withExposedPorts(PORT)
      .withCommand(['postgres', ...SETTINGS.flatMap((setting) => ['-c', setting])])
      // Its port opens once before the real start, for the image's own preparations; that one listens on a socket only.
      .withWaitStrategy(Wait.forListeningPorts())
      .withStartupTimeout(START_LIMIT_MS)
      .start();
    const address = { host: started.getHost(), port: started.getMappedPort(PORT), user: USER, password };
    return ownServer('container', address, async () => {
      await started.stop({ timeout: 0, remove: true, removeVolumes: true });
    });
  } catch (error) {
    throw new SandboxError('SANDBOX_START', `No container of ${image}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
      hint: 'testcontainers needs Docker or another engine with its API (DOCKER_HOST).',
    });
  }
}
