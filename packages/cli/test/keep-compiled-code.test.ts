import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sweepCompiledCode } from '../src/keep-compiled-code.ts'

const DAY_S = 24 * 3600

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-code-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('compiled code that is older than 30 days is removed, in the folders of all versions', () => {
  const now = Date.now()
  for (const version of ['v1', 'v2']) {
    mkdirSync(join(folder, version))
    for (const days of [29, 31]) {
      const file = join(folder, version, `of-${days}-days`)
      writeFileSync(file, 'code')
      utimesSync(file, now / 1000 - days * DAY_S, now / 1000 - days * DAY_S)
    }
  }
  sweepCompiledCode(folder, now)
  expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['v1', 'v1/of-29-days', 'v2', 'v2/of-29-days'])
})

test('a folder that is not there is no fault', () => {
  expect(() => sweepCompiledCode(join(folder, 'none'))).not.toThrow()
})
