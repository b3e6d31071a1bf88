import { defineConfig } from 'vitest/config'
import { reportsTo } from './scripts/test-reports.ts'

/** Workspaces are read as source, so that tests need no build. */
const SOURCE = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
}

export default defineConfig({
  test: {
    ...reportsTo('everyday'),
    // By default one processor is left alone, which is half of a machine that has two.
    maxWorkers: '100%',
    projects: [
      {
        ...SOURCE,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        ...SOURCE,
        test: {
          name: 'integration',
          include: ['packages/*/test/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
})
