import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import type { TestReport } from './test-reports.ts'

const RUNNER = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))
const REPORTS = fileURLToPath(new URL('test-reports.ts', import.meta.url))

const CONFIG = `
import { reportsTo } from ${JSON.stringify(REPORTS)}
export default { test: { ...reportsTo('suite'), globals: true } }
`

/** What is reported of a suite with these files. */
function reportOf(files: Readonly<Record<string, string>>): TestReport {
  const folder = mkdtempSync(join(tmpdir(), 'test-reports-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  writeFileSync(join(folder, 'vitest.config.ts'), CONFIG)
  spawnSync(process.execPath, [RUNNER, 'run', '--root', folder], {
    cwd: folder,
    env: { ...process.env, TEST_REPORTS: folder, VITEST_MAX_WORKERS: '2' },
  })
  return JSON.parse(readFileSync(join(folder, 'suite.json'), 'utf8'))
}

it('counts what passed', () => {
  expect(reportOf({ 'a.test.ts': `it('one', () => {}); describe('more', () => { it('two', () => {}) })` })).toEqual({
    passed: 2,
    failures: [],
  })
})

it('names the files that did not finish when the suite itself is killed', () => {
  const { passed, failures } = reportOf({
    'a.test.ts': `it('good', () => {})`,
    'b.test.ts': `
      import { readFileSync } from 'node:fs'
      it('ends the suite', async () => {
        await expect.poll(() => JSON.parse(readFileSync('suite.json')).passed).toBe(1)
        process.kill(process.ppid, 'SIGKILL')
      })`,
  })
  expect(passed).toBe(1)
  expect(failures).toEqual([expect.stringMatching(/^b\.test\.ts: did not finish/)])
})

it('reports everything that failed, in a test or outside of one', () => {
  const { passed, failures } = reportOf({
    'assert.test.ts': `it('good', () => {}); describe('sums', () => { it('bad', () => expect(3).toBe(2)) })`,
    'hook.test.ts': `beforeAll(() => { throw new Error('no database') }); it('never runs', () => {})`,
    'killed.test.ts': `it('ends its process', () => process.kill(process.pid, 'SIGKILL'))`,
    'load.test.ts': `import './missing.ts'`,
    'late.test.ts': `it('is over', () => { void Promise.reject(new Error('too late')) })`,
  })
  expect(passed).toBe(2)
  expect(failures).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^assert\.test\.ts > sums > bad: expected 3 to be 2/),
      expect.stringMatching(/^hook\.test\.ts: no database/),
      expect.stringMatching(/^killed\.test\.ts: did not finish/),
      expect.stringMatching(/^load\.test\.ts: .*missing\.ts/),
      expect.stringMatching(/^outside of tests: .*SIGKILL .*killed\.test\.ts/),
      expect.stringMatching(/^outside of tests: too late/),
    ]),
  )
})
