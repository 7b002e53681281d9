import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    env: { TZ: 'America/New_York' }, // any zone but the imitated servers': a test that passes is not local time by luck
    testTimeout: 30_000,
    coverage: {
      include: ['src/**'],
      reporter: ['text-summary'],
      thresholds: { 'src/dialects/**': { lines: 94, branches: 90 } },
    },
  },
})
