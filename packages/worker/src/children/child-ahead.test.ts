import { DEFAULT_WORKER_LIMITS } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../../test/support/bundle.ts'
import { type ChildStage, childStage } from '../../test/support/child-surroundings.ts'
import { waitFor } from '../../test/support/wait-for.ts'
import { ChildAhead } from './child-ahead.ts'
import { livingChildren } from './living-children.ts'

const HOUR_MS = 3_600_000

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  export const flow = new Workflow({ name: 'flow' }, () => { new FunctionOperator({ name: 'task', run: () => 42 }) })
`)

let stage: ChildStage
let now: number
let ahead: ChildAhead

beforeEach(async () => {
  stage = await childStage(BUNDLE)
  now = 0
  ahead = new ChildAhead({ around: stage.around, now: () => now })
})

afterEach(() => {
  ahead.stop()
  stage.end()
})

const count = () => livingChildren(stage.around.table, { socket: stage.around.socket, children: stage.home }).length
const noneIsLeft = () => waitFor(() => (count() === 0 ? true : null), 'the end of the child')
const isReady = () => waitFor(() => (ahead.isReady ? true : null), 'a child that is ready')

test('a child is started ahead only after an upload, and imports the bundle that it gets', async () => {
  ahead.startIfExpected()
  expect(ahead.take(stage.snapshot)).toBeNull()
  ahead.expect()
  ahead.startIfExpected()
  await isReady()
  const child = ahead.take(stage.snapshot)
  await child?.ready
  expect(child?.snapshot).toBe(stage.snapshot)
  expect(ahead.take(stage.snapshot)).toBeNull()
  child?.leave()
  await child?.exited
})

test('one that gets its snapshot before it runs imports the bundle when it does', async () => {
  ahead.expect()
  ahead.startIfExpected()
  const child = ahead.take(stage.snapshot)
  expect(child?.isBooted).toBe(false)
  await child?.ready
  child?.leave()
  await child?.exited
})

test('one that nobody needed exits a while after the upload', async () => {
  ahead.expect()
  ahead.startIfExpected()
  await isReady()
  ahead.sweep()
  expect(ahead.isReady).toBe(true)
  now += HOUR_MS
  ahead.sweep()
  await noneIsLeft()
  ahead.startIfExpected()
  expect(count()).toBe(0)
})

test('one with other limits of memory than those of today is not used', async () => {
  ahead.expect()
  ahead.startIfExpected()
  await isReady()
  stage.limits.set({ ...DEFAULT_WORKER_LIMITS, taskHeapBytes: DEFAULT_WORKER_LIMITS.taskHeapBytes / 2 })
  expect(ahead.take(stage.snapshot)).toBeNull()
  ahead.sweep()
  await noneIsLeft()
})
