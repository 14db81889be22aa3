import { fileURLToPath } from 'node:url';
import type { ViteUserConfig } from 'vitest/config';
import { testReporters } from './test-reporters.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const withServer = { globalSetup: ['./test/support/server-setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 };

// One project per kind of need (see CONTRIBUTING.md): `--project unit` runs without any server.
const config: ViteUserConfig = {
  root,
  test: {
    root,
    reporters: testReporters(),
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          root,
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.db.test.ts', 'test/**/*.fault.test.ts', 'test/**/*.cross.test.ts', 'test/e2e/**'],
          testTimeout: 30_000,
        },
      },
      { test: { name: 'db', root, include: ['test/**/*.db.test.ts'], exclude: ['test/e2e/**'], ...withServer } },
      {
        test: { name: 'fault', root, include: ['test/**/*.fault.test.ts'], exclude: ['test/e2e/**'], ...withServer, testTimeout: 600_000 },
      },
      { test: { name: 'e2e', root, include: ['test/e2e/**/*.test.ts'], ...withServer } },
    ],
  },
};

export default config;
