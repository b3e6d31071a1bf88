import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../../../test/support/bundle.ts'
import { type ChildStage, childStage } from '../../../test/support/child-surroundings.ts'
import { sharedSpec } from '../../../test/support/specs.ts'
import { SharedChild } from './shared-child.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  export const flow = new Workflow({ name: 'flow' }, () => { new FunctionOperator({ name: 'task', run: () => 42 }) })
`)

let stage: ChildStage

beforeEach(async () => {
  stage = await childStage(BUNDLE)
})

afterEach(() => stage.end())

test('a task that comes after its child has died hears that it did not begin', async () => {
  const { home, snapshot, around } = stage
  const child = new SharedChild(snapshot, around)
  await child.process.ready
  child.reserve()
  child.process.kill()
  await child.process.exited
  const task = child.begin(
    {
      type: 'run',
      secrets: null,
      folder: join(home, 'attempt'),
      place: null,
      ownFolder: home,
      ownArtifacts: home,
      files: home,
      spec: sharedSpec('task'),
      serverUrl: '',
      environment: {},
    },
    { takeMetrics: () => undefined, logBegun: () => undefined, hear: () => undefined },
  )
  expect(await task.begun).toEqual({ type: 'died' })
  expect(await task.ended).toMatchObject({ lost: expect.stringContaining('SIGKILL') })
  expect(child.load).toBe(0)
})
