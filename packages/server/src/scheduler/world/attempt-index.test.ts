import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { createPlan } from '../../rules/plan.ts'
import { EMPTY_INBOX } from '../../storage/image.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import { executionRow, taskRow } from '../../testing/rows.ts'
import { bash } from '../../testing/scheduler-harness.ts'
import { AttemptIndex } from './attempt-index.ts'
import { ExecutionLane } from './execution-lane.ts'

const definition = workflowDefinitionSchema.parse({
  formatVersion: 1,
  sdkVersion: '0.1.0',
  namespace: 'default',
  name: 'w',
  tasks: ['task', 'first', 'second', 'third'].map((task) => bash(task)),
})
const lane = new ExecutionLane(createPlan('hash', definition), {
  execution: executionRow({ id: 1 }),
  taskExecutions: [],
  itemLists: [],
  taskMemories: [],
  pendingStarts: [],
  states: [],
  inbox: EMPTY_INBOX,
})

const track = (index: AttemptIndex, row: TaskExecutionRow) => index.track(lane.slot(row.taskName), row)

test.each(['QUEUED', 'RUNNING', 'STOPPING'] as const)('an attempt that is %s holds a slot of its worker', (status) => {
  const index = new AttemptIndex()
  track(index, taskRow({ id: 1, status, attemptId: 'x', workerId: 'w1' }))
  expect(index.find('x')).toBe(lane.slot('task'))
  expect([index.busy('w1'), index.busy('w2'), index.alive, index.waiting]).toEqual([1, 0, 1, 0])
  expect(index.ofWorker('w1')).toEqual(['x'])
})

test.each(['SUCCESS', 'FAILED', 'STOPPED', 'RETRYING', 'INIT'] as const)('one that became %s holds none', (status) => {
  const index = new AttemptIndex()
  track(index, taskRow({ id: 1, status: 'RUNNING', attemptId: 'x', workerId: 'w1' }))
  track(index, taskRow({ id: 1, status, attemptId: 'x', workerId: 'w1' }))
  expect(index.find('x')).toBeUndefined()
  expect([index.busy('w1'), index.alive, index.waiting]).toEqual([0, 0, status === 'INIT' ? 1 : 0])
})

test('the oldest task execution that waits comes first, however long it has waited', () => {
  const index = new AttemptIndex()
  const first = () => index.firstWaiting(() => true)?.slot.name
  const init = (id: number, taskName: string) =>
    taskRow({ id, taskName, status: 'INIT', attemptId: null, workerId: null })
  track(index, init(2, 'second'))
  track(index, init(3, 'third'))
  expect(first()).toBe('second')
  track(index, init(1, 'first'))
  expect(first()).toBe('first')
  for (const [id, taskName, next] of [
    [1, 'first', 'second'],
    [2, 'second', 'third'],
    [3, 'third', undefined],
  ] as const) {
    track(index, taskRow({ id, taskName, status: 'QUEUED', attemptId: `x${id}` }))
    expect(first()).toBe(next)
  }
})
