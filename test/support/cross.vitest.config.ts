import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';
import { testReporters } from './test-reporters.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// Flyback and the real Flyway on one database. Not part of `npm test`, as it needs a JVM: .ci/run runs it.
const config: ViteUserConfig = {
  root,
  test: {
    root,
    reporters: testReporters(),
    maxWorkers: 1,
    projects: [
      {
        test: {
          name: 'cross',
          root,
          include: ['test/cross/**/*.cross.test.ts'],
          globalSetup: ['./test/support/server-setup.ts'],
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
};

export default config;
