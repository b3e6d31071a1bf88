import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createBundleFolder } from './bundle-folder.ts'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'aiflow-bundles-'))
  vi.stubEnv('TMPDIR', place)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(place, { recursive: true })
})

test('a folder that a killed program has left is removed, and those of living programs stay', async () => {
  const { pid } = spawnSync('true')
  const left = join(place, `aiflow-upload-${pid}-Ab3xyz`)
  const others = [`aiflow-upload-${process.ppid}-Ab3xyz`, 'aiflow-upload-notes', `aiflow-e2e-${pid}-Ab3xyz`]
  for (const folder of [left, ...others.map((name) => join(place, name))]) mkdirSync(folder)
  writeFileSync(join(left, 'bundle.mjs'), '')

  const own = await createBundleFolder()
  expect(existsSync(left)).toBe(false)
  for (const name of others) expect([name, existsSync(join(place, name))]).toEqual([name, true])
  await createBundleFolder()
  expect(existsSync(own)).toBe(true)
})
