import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'

const SCRIPT = fileURLToPath(new URL('summarize-tests.mjs', import.meta.url))

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'summarize-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const writeReport = (suite: string, passed: number, failed: number, unloadedFiles = 0) => {
  const testResults = Array.from({ length: unloadedFiles }, () => ({ status: 'failed', assertionResults: [] }))
  const report = { numPassedTests: passed, numFailedTests: failed, testResults }
  writeFileSync(join(folder, `${suite}.json`), JSON.stringify(report))
}

const summarize = (...broken: string[]) => {
  const { stdout, status } = spawnSync(process.execPath, [SCRIPT, folder, 'unit', 'e2e', '--', ...broken])
  return { lastLine: stdout.toString().trimEnd().split('\n').at(-1), status }
}

it('adds up the suites', () => {
  writeReport('unit', 10, 0)
  writeReport('e2e', 5, 0)
  expect(summarize()).toEqual({ lastLine: '15 passed, 0 failed', status: 0 })
})

it('fails when a test failed', () => {
  writeReport('unit', 10, 2)
  writeReport('e2e', 5, 0)
  expect(summarize('unit')).toEqual({ lastLine: '15 passed, 2 failed', status: 1 })
})

it('counts a test file that could not be loaded', () => {
  writeReport('unit', 10, 0, 1)
  writeReport('e2e', 5, 0)
  expect(summarize('unit')).toEqual({ lastLine: '15 passed, 1 failed', status: 1 })
})

it('counts a suite without a report as a failure', () => {
  writeReport('unit', 10, 0)
  expect(summarize('e2e')).toEqual({ lastLine: '10 passed, 1 failed', status: 1 })
})

it('counts a suite that broke outside its tests as a failure', () => {
  writeReport('unit', 10, 0)
  writeReport('e2e', 5, 0)
  expect(summarize('unit')).toEqual({ lastLine: '15 passed, 1 failed', status: 1 })
})

it('fails when nothing ran', () => {
  writeReport('unit', 0, 0)
  writeReport('e2e', 0, 0)
  expect(summarize()).toEqual({ lastLine: '0 passed, 0 failed', status: 1 })
})

it('fails when the installation failed', () => {
  expect(summarize('install')).toEqual({ lastLine: '0 passed, 2 failed', status: 1 })
})
