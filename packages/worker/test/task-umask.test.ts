import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bashSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

let stage: Stage
let outside: string
let umask: number

beforeEach(async () => {
  umask = process.umask(0o022)
  outside = mkdtempSync(join(tmpdir(), 'aiflow-umask-'))
  stage = await Stage.create()
})

afterEach(async () => {
  await stage.end()
  process.umask(umask)
  rmSync(outside, { recursive: true })
})

test.each([
  [0o000, '0000', '666'],
  [0o022, '0022', '644'],
  [0o027, '0027', '640'],
  [0o077, '0077', '600'],
])('a task has the umask of its worker (%o), and its working folder is nobody else’s', async (mask, told, mode) => {
  process.umask(mask)
  await stage.worker()
  const spec = bashSpec(`{ umask; : > made; stat -c %a made .; } > ${outside}/seen`)
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'success' })
  expect(readFileSync(join(outside, 'seen'), 'utf8').trim().split('\n')).toEqual([told, mode, '700'])
})
