import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { StoreExplainer } from '../../src/why/store-explainer.ts'

let harness: SchedulerHarness
let explainer: StoreExplainer

beforeEach(async () => {
  harness = await SchedulerHarness.create()
  explainer = new StoreExplainer({ storage: harness.reads, live: harness.scheduler })
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [{ name: 'sub', operator: { type: 'workflow', workflow: 'child' } }] })
  await harness.start()
})

afterEach(async () => {
  await harness.dispose()
})

test('the story of a task of a child goes on in its parent, back to the request', async () => {
  const row = await harness.reads.tasks.find({ workflowExecutionId: 2, task: 'a', sequenceNumber: 1 })
  const { links } = await explainer.why(row!, 20)
  expect(links.map(({ type }) => type)).toEqual([
    'taskExecution',
    'workflowExecution',
    'event',
    'taskExecution',
    'workflowExecution',
    'request',
  ])
  expect(links[2]).toMatchObject({ event: { key: 'aiflow/task-status/w/sub', value: 'RUNNING' } })
  expect(links[3]).toMatchObject({ workflowExecutionId: 1, taskName: 'sub', sequenceNumber: 1 })
})

test('a task says which execution it waits for, and whose stop it waits for', async () => {
  const hindrances = async () => {
    const execution = await harness.reads.executions.find(1)
    return (await explainer.whyNot(execution!, 'sub')).hindrances.join()
  }
  expect(await hindrances()).toContain('"1/sub/1" is RUNNING: it waits for the end of the workflow execution 2.')
  await harness.control({ type: 'taskAction', workflowExecutionId: 1, task: 'sub', action: 'STOP' })
  expect(await hindrances()).toContain('"1/sub/1" is STOPPING: it waits for the end of the workflow execution 2.')
})
