import type { WhyLink } from '@aiflow/sdk/internal/api/events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { StoreExplainer } from '../../src/why/store-explainer.ts'

let harness: SchedulerHarness
let explainer: StoreExplainer

beforeEach(async () => {
  harness = await SchedulerHarness.create()
  explainer = new StoreExplainer({ storage: harness.reads, live: harness.scheduler })
})

afterEach(async () => {
  await harness.dispose()
})

const STOPPED = { type: 'stopped', message: null } as const

/** `after` starts when `a` was stopped. */
async function startStoppable(more: Record<string, unknown> = {}): Promise<number> {
  const condition = { type: 'taskStatus', task: 'a', status: 'STOPPED' }
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [
      bash('a', { rules: [onEvent('START', 'go'), onEvent('STOP', 'halt')] }),
      bash('after', { rules: [{ name: 'stopped', action: 'START', condition }] }),
    ],
    ...more,
  })
  const id = await harness.start()
  await harness.send('go')
  await harness.running('a')
  return id
}

async function linksOf(workflowExecutionId: number, task: string): Promise<string[]> {
  const row = await harness.reads.tasks.find({ workflowExecutionId, task, sequenceNumber: 1 })
  if (row === null) throw new Error(`${task} has not run`)
  return (await explainer.why(row, 20)).links.map(shortLink)
}

function shortLink(link: WhyLink): string {
  switch (link.type) {
    case 'taskExecution':
      return `${link.taskName} ${link.status}`
    case 'rule':
      return `rule ${link.name} ${link.action}`
    case 'event':
      return `event ${link.event.key.split('/').at(-1)}=${link.event.value}`
    case 'request':
      return `request ${[link.action, link.taskAction, link.task].filter((part) => part !== undefined).join(' ')}`
    case 'timer':
      return `timer ${link.isTimeout === true ? 'of the time limit' : link.schedule}`
    default:
      return link.type
  }
}

const HEAD = ['after QUEUED', 'rule stopped START', 'event a=STOPPED']

describe('what followed from a stop leads to who stopped it', () => {
  test('a request by hand', async () => {
    const id = await startStoppable()
    await harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action: 'STOP' })
    await harness.finished('a', STOPPED)
    expect(await linksOf(id, 'after')).toEqual([...HEAD, 'request taskAction STOP a'])
  })

  test('a forced stop, with who requested it', async () => {
    const id = await startStoppable()
    await harness.send('halt')
    await harness.control({ type: 'forceStop', workflowExecutionId: id, task: 'a' })
    expect(await linksOf(id, 'after')).toEqual([...HEAD, 'request forceStop a'])
  })

  test('a rule, and the event that met it', async () => {
    const id = await startStoppable()
    await harness.send('halt', 'now')
    await harness.finished('a', STOPPED)
    expect(await linksOf(id, 'after')).toEqual([...HEAD, 'rule stop-on-halt STOP', 'event halt=now'])
  })

  test('the time limit of its execution, in another workflow', async () => {
    const id = await startStoppable({ timeoutSeconds: 60 })
    const event = { key: 'aiflow/task-status/w/a', filter: { equals: 'STOPPED' } }
    await harness.upload({
      name: 'alarm',
      tasks: [bash('ring')],
      triggers: [{ name: 't', condition: { type: 'event', event } }],
    })
    await harness.pass(61)
    await harness.finished('a', STOPPED)
    expect(await linksOf(id + 1, 'ring')).toEqual([
      'ring QUEUED',
      'workflowExecution',
      'rule t null',
      'event a=STOPPED',
      'timer of the time limit',
    ])
  })

  test('a rule that saw the end of another task', async () => {
    const condition = { type: 'taskStatus', task: 'b', status: 'SUCCESS' }
    const stopped = { type: 'taskStatus', task: 'a', status: 'STOPPED' }
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [
        bash('a', { rules: [onEvent('START', 'go'), { name: 'done', action: 'STOP', condition }] }),
        bash('b'),
        bash('after', { rules: [{ name: 'stopped', action: 'START', condition: stopped }] }),
      ],
    })
    const id = await harness.start()
    await harness.send('go')
    await harness.running('a')
    await harness.succeed('b')
    await harness.finished('a', STOPPED)
    expect((await linksOf(id, 'after')).slice(0, 6)).toEqual([
      ...HEAD,
      'rule done STOP',
      'event b=SUCCESS',
      'b SUCCESS',
    ])
  })
})

test('a start by hand whose request is not known is not said to have come with its execution', async () => {
  const id = await startStoppable()
  await harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'a', action: 'RESTART' })
  await harness.control({ type: 'forceStop', workflowExecutionId: id, task: 'a' })
  harness.sql("UPDATE task_executions SET trigger_json = json_remove(trigger_json, '$.requestOffset')")
  const row = await harness.reads.tasks.find({ workflowExecutionId: id, task: 'a', sequenceNumber: 2 })
  if (row === null) throw new Error('a has not run again')
  expect((await explainer.why(row, 20)).links.at(-1)).toEqual({
    type: 'missing',
    text: 'It was requested by hand; the request is no longer known.',
  })
})

async function whyNot(id: number, task: string) {
  const execution = await harness.reads.executions.find(id)
  if (execution === null) throw new Error(`there is no execution ${id}`)
  return explainer.whyNot(execution, task)
}

describe('what stands in the way', () => {
  test('a stop of work outside, with the error that keeps it from being over', async () => {
    const id = await startStoppable()
    await harness.send('halt')
    const { attemptId } = harness.worker.attemptOf('a')
    await harness.report({ type: 'stopping', attemptId, phase: 'outside', error: 'The cluster is away.' })
    expect((await whyNot(id, 'a')).hindrances).toEqual([
      `"${id}/a/1" is STOPPING (outside): its work outside lives until the "stop" of its operator confirms the end. The cluster is away.`,
    ])
  })

  test('the time limit of the execution, while it stops and once it has ended', async () => {
    const id = await startStoppable({ timeoutSeconds: 60 })
    await harness.pass(61)
    const limit = 'It ran longer than its limit of 60 s.'
    expect((await whyNot(id, 'after')).hindrances).toContain(
      `Workflow execution ${id} is stopping: every start is refused. ${limit}`,
    )
    await harness.finished('a', STOPPED)
    expect((await whyNot(id, 'after')).hindrances).toEqual([
      `Workflow execution ${id} has ended: it is FAILED. ${limit} Only a start by hand reopens it.`,
    ])
  })

  test('as many executions as the workflow allows', async () => {
    await startStoppable({ maxActiveExecutions: 1 })
    const second = await harness.start()
    expect((await whyNot(second, 'a')).hindrances).toEqual([
      `Workflow execution ${second} has not begun: it waits until fewer executions of its workflow are alive (at most 1, by its maxActiveExecutions).`,
    ])
  })

  test('dead letters of the rule', async () => {
    const condition = { type: 'code', expectEventKeys: ['k'], className: 'C' }
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [bash('a', { rules: [{ name: 'code', action: 'START', condition }, onEvent('START', 'go')] })],
    })
    const id = await harness.start()
    harness.worker.evaluation = async () => ({ type: 'error', cause: 'condition', message: 'it threw' })
    const eventOffset = await harness.send('k')
    const lettersOf = async () => (await whyNot(id, 'a')).rules.map(({ deadLetters }) => deadLetters)
    await expect.poll(lettersOf).toEqual([[{ id: 1, eventOffset, error: 'it threw' }], []])
  })
})
