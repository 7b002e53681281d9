import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Tests that measure time or memory. They run one at a time, after all other tests. */
const MEASURED = [
  'test/bench/**/*.test.ts',
  'test/security/{random-connections,slow-expressions,slow-matchers,spring-bytes,stop,templates}.test.ts',
  'test/dialects/**/*totality.test.ts',
  'test/e2e/default-kill.test.ts',
]

export default defineConfig({
  test: {
    env: { TZ: 'America/New_York' }, // differs from the imitated servers' zone, so that no test passes by local time
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: MEASURED,
          maxWorkers: Math.max(2, availableParallelism()), // many tests wait for a browser, an npm install or a killed server
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'measured',
          include: MEASURED,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: {
      include: ['src/**/*.{ts,tsx}'],
      reporter: ['text-summary'],
      thresholds: { 'src/dialects/**': { lines: 95, branches: 95 } },
    },
  },
})
