import { defineConfig } from 'vitest/config'

// Journeys share one machine of two cores: two files at a time, each with a server, a folder and a browser profile of its own.
export default defineConfig({
  test: { include: ['journeys/**/*.test.ts'], maxWorkers: 2, testTimeout: 300_000, hookTimeout: 180_000, bail: 0, reporters: ['verbose'] },
})
