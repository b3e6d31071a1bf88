import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { FROM_SOURCE, PATIENT_WAITS } from '../scripts/from-source.ts'
import { reportsTo } from '../scripts/test-reports.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

const TIMEOUTS = {
  testTimeout: 240_000,
  hookTimeout: 120_000,
  // What is polled for may come late on a busy machine; a second is no promise of ours.
  expect: { poll: { timeout: 30_000 } },
  setupFiles: [PATIENT_WAITS],
}

export default defineConfig({
  root: ROOT,
  test: {
    ...reportsTo('e2e'),
    // Every file has a server and a worker of its own; more at once only measures the machine.
    maxWorkers: 2,
    projects: [
      {
        /** Black box: the built program, real processes. The examples are tested here, as they need all of it. */
        root: ROOT,
        test: {
          ...TIMEOUTS,
          name: 'e2e',
          include: ['e2e/**/*.test.ts', 'examples/**/*.test.ts'],
          globalSetup: ['e2e/build.ts'],
        },
      },
      {
        /** Each case of what the everyday suite tries in one or two: every point of a kill, every way of damage. */
        ...FROM_SOURCE,
        root: ROOT,
        test: { ...TIMEOUTS, name: 'thorough', include: ['packages/*/test/thorough/**/*.test.ts'] },
      },
    ],
  },
})
