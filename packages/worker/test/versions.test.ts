import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WORKER_PROTOCOL } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { processesOf } from './support/processes.ts'
import { bashSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'
import { WorkerProcess } from './support/worker-process.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create()
})

afterEach(() => stage.end())

test('a worker speaks the version of an older server, and its own again with the next server', async () => {
  stage.far.protocol = 1
  await stage.worker()
  expect(await stage.far.message('hello', ({ protocol }) => protocol === 1)).toBeDefined()
  const spec = bashSpec('true')
  stage.far.start1(spec)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
  stage.far.protocol = WORKER_PROTOCOL
  stage.far.received.length = 0
  stage.far.disconnect()
  expect(await stage.far.message('hello')).toMatchObject({ protocol: WORKER_PROTOCOL })
})

test('a running attempt of 0.2.0, whose journal holds all of its input, is adopted and stopped', async () => {
  stage.far.protocol = 2
  const before = new WorkerProcess(stage.home)
  await stage.far.connected()
  const value = 'x'.repeat(1024 * 1024)
  const plain = bashSpec('sleep 600')
  const [event] = plain.trigger.events
  const given = { states: { s: value }, taskStatuses: { other: 'SUCCESS' } } as const
  const spec = {
    ...plain,
    ...given,
    trigger: { ...plain.trigger, events: [{ ...event!, value }], outputs: { other: value } },
  }
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  await stage.claimed(spec.attemptId)
  await before.kill()
  const folder = join(stage.home, 'worker/attempts', spec.attemptId)
  expect(existsSync(join(folder, 'journal'))).toBe(true)
  writeFileSync(
    join(folder, 'journal'),
    `\n${JSON.stringify({ record: { storeId: 'store-1', spec, childLog: null } })}\n`,
  )
  expect(processesOf(spec.attemptId)).not.toEqual([])
  stage.far.protocol = WORKER_PROTOCOL
  stage.far.received.length = 0
  await stage.worker()
  const { held } = await stage.far.message('hello', ({ protocol }) => protocol === WORKER_PROTOCOL)
  expect(held).toEqual([expect.objectContaining({ attemptId: spec.attemptId, finished: false })])
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
  expect(processesOf(spec.attemptId)).toEqual([])
})
