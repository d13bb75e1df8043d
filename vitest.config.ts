import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', testTimeout: 60_000, include: ['test/**/*.test.ts'], exclude: ['test/**/*.system.test.ts'] } },
      {
        test: {
          name: 'system',
          include: ['test/system/**/*.system.test.ts'],
          // The real Home Assistant and the start benchmark want the cores for themselves.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
})
