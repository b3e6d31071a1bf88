import { defineConfig } from 'vitest/config'
import { FOREIGN_SOURCE, FROM_SOURCE, PATIENT_WAITS } from './scripts/from-source.ts'
import { reportsTo } from './scripts/test-reports.ts'

export default defineConfig({
  test: {
    ...reportsTo('everyday'),
    // By default one processor is left alone, which is half of a machine that has two.
    maxWorkers: '100%',
    // No file leaves anything behind, so files share what they import. That is a quarter of the time.
    isolate: false,
    // `npm run coverage`: what decides is tested in all its branches.
    coverage: {
      provider: 'v8',
      include: ['packages/server/src/rules/**/*.ts'],
      reporter: [['text', { skipFull: true }]],
      thresholds: { branches: 100 },
    },
    projects: [
      {
        ...FROM_SOURCE,
        test: {
          name: 'unit',
          include: ['packages/*/src/**/*.test.ts', 'scripts/**/*.test.ts', 'site/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        ...FROM_SOURCE,
        test: {
          name: 'integration',
          include: ['packages/*/test/**/*.test.ts'],
          exclude: ['packages/*/test/thorough/**'],
          server: FOREIGN_SOURCE,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
          setupFiles: [PATIENT_WAITS],
        },
      },
    ],
  },
})
