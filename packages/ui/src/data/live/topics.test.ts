import type { LiveMessage } from '@aiflow/sdk/client'
import { describe, expect, test } from 'vitest'
import { concerns, type LiveMeta, topicsOf } from './topics.ts'

const QUIET: LiveMessage = {
  offset: 7,
  time: 1000,
  changes: [],
  missed: false,
  events: 0,
  controls: 0,
  server: {} as LiveMessage['server'],
}
const OF_TASK = { type: 'taskExecution', workflowExecutionId: 3 } as LiveMessage['changes'][number]
const OF_EXECUTION = { type: 'workflowExecution', workflowExecutionId: 3 } as LiveMessage['changes'][number]

function isConcerned(meta: LiveMeta, said: Partial<LiveMessage>, { ended = false } = {}): boolean {
  const message = { ...QUIET, ...said }
  return concerns(message, topicsOf(message), meta, () => ended)
}

test.each([
  [{}, ['anything']],
  [{ changes: [OF_EXECUTION] }, ['anything', 'executions']],
  [{ changes: [OF_TASK] }, ['anything', 'tasks']],
  [{ events: 1 }, ['anything', 'events']],
  [{ controls: 1 }, ['anything', 'definitions']],
  [{ measured: [4] }, ['anything', 'metrics']],
  [{ missed: true }, ['anything', 'executions', 'tasks', 'events', 'definitions', 'metrics']],
])('a message that says %j is about %j', (said, topics) => {
  expect([...topicsOf({ ...QUIET, ...said })]).toEqual(topics)
})

describe('a query', () => {
  test('is affected by its topics only', () => {
    expect(isConcerned({ topics: ['tasks'] }, { changes: [OF_TASK] })).toBe(true)
    expect(isConcerned({ topics: ['tasks'] }, { changes: [OF_EXECUTION] })).toBe(false)
    expect(isConcerned({}, { missed: true })).toBe(false)
  })

  test('of one execution is not affected by changes of another', () => {
    const meta: LiveMeta = { topics: ['tasks'], workflowExecutionId: 3 }
    expect(isConcerned(meta, { changes: [OF_TASK] })).toBe(true)
    expect(isConcerned(meta, { changes: [{ ...OF_TASK, workflowExecutionId: 4 }] })).toBe(false)
  })

  test('of one execution is affected by changes that name no execution', () => {
    const meta: LiveMeta = { topics: ['anything'], workflowExecutionId: 3 }
    for (const said of [{ events: 1 }, { controls: 1 }, { reports: 1 }, { missed: true }]) {
      expect(isConcerned(meta, said)).toBe(true)
    }
    expect(isConcerned(meta, {})).toBe(false)
  })

  test('of an execution that has ended is affected by its own changes and by requests only', () => {
    const meta: LiveMeta = { topics: ['anything'], workflowExecutionId: 3 }
    const isAffected = (said: Partial<LiveMessage>) => isConcerned(meta, said, { ended: true })
    for (const said of [{ changes: [OF_TASK] }, { controls: 1 }, { missed: true }]) expect(isAffected(said)).toBe(true)
    expect(isAffected({ events: 1, reports: 1, changes: [{ ...OF_TASK, workflowExecutionId: 4 }] })).toBe(false)
  })

  test('of the metrics of one task is affected by those only, unless something was missed', () => {
    const meta: LiveMeta = { topics: ['metrics'], taskExecutionId: 9 }
    expect(isConcerned(meta, { measured: [8, 9] })).toBe(true)
    expect(isConcerned(meta, { measured: [8], events: 1 })).toBe(false)
    expect(isConcerned(meta, { missed: true })).toBe(true)
  })
})
