import { defineConfig } from 'vitest/config'

/** Tests that stand in for a module of Node.js, or look at what their process has loaded. */
const OWN_PROCESS = ['packages/engine/src/run/on-disk.test.ts', 'apps/server/test/contract.test.ts', 'apps/worker/test/runs.test.ts']

const shared = {
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks' as const,
  setupFiles: ['./scripts/testing/properties.ts'],
  // One more than the cores of a small machine: many tests wait for other processes.
  maxWorkers: 3,
}

export default defineConfig({
  test: {
    ...shared,
    globalSetup: ['./scripts/testing/database.ts', './scripts/testing/programs.mjs'],
    projects: [
      {
        test: {
          ...shared,
          name: 'shared processes',
          // Files follow each other in one process, which loads our code once: importing took a quarter of all processor time.
          isolate: false,
          include: [
            'packages/**/*.test.ts',
            'apps/**/*.test.{ts,tsx}',
            'examples/**/*.test.ts',
            'bench/**/*.test.ts',
            'scripts/**/*.test.{ts,mjs}',
          ],
          exclude: ['**/node_modules/**', '**/dist/**', ...OWN_PROCESS],
        },
      },
      { test: { ...shared, name: 'own processes', include: OWN_PROCESS } },
    ],
  },
})
