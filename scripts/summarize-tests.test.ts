import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { TestReport } from './test-reports.ts'

const SCRIPT = fileURLToPath(new URL('summarize-tests.mjs', import.meta.url))

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'summarize-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const writeReport = (suite: string, passed: number, ...failures: string[]) => {
  writeFileSync(join(folder, `${suite}.json`), JSON.stringify({ passed, failures } satisfies TestReport))
}

const summarize = (...broken: string[]) => {
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, folder, 'unit', 'e2e', '--', ...broken])
  const lines = stdout.toString().trimEnd().split('\n')
  return { lastLine: lines.at(-1), failures: lines.filter((line) => line.startsWith('FAILED')), status }
}

it('adds up the suites', () => {
  writeReport('unit', 10)
  writeReport('e2e', 5)
  expect(summarize()).toEqual({ lastLine: '15 passed, 0 failed', failures: [], status: 0 })
})

it('fails when a test failed, and lists the failure again', () => {
  writeReport('unit', 10, 'a.test.ts > adds: expected 3 to be 2', 'b.test.ts: no such module')
  writeReport('e2e', 5)
  expect(summarize('unit')).toEqual({
    lastLine: '15 passed, 2 failed',
    failures: ['FAILED  unit: a.test.ts > adds: expected 3 to be 2', 'FAILED  unit: b.test.ts: no such module'],
    status: 1,
  })
})

it('counts a suite without a report as a failure', () => {
  writeReport('unit', 10)
  expect(summarize('e2e')).toMatchObject({ lastLine: '10 passed, 1 failed', status: 1 })
})

it('counts a suite that broke outside its tests as a failure', () => {
  writeReport('unit', 10)
  writeReport('e2e', 5)
  expect(summarize('unit')).toMatchObject({ lastLine: '15 passed, 1 failed', status: 1 })
})

it('fails when nothing ran', () => {
  writeReport('unit', 0)
  writeReport('e2e', 0)
  expect(summarize()).toMatchObject({ lastLine: '0 passed, 0 failed', status: 1 })
})

it('fails when the installation failed', () => {
  expect(summarize('install')).toMatchObject({ lastLine: '0 passed, 2 failed', status: 1 })
})
