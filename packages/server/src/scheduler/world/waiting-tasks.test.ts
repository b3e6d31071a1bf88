import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../test/store/random-runs.ts'
import { createPlan } from '../../rules/plan.ts'
import { EMPTY_INBOX } from '../../storage/image.ts'
import { executionRow } from '../../testing/rows.ts'
import { bash } from '../../testing/scheduler-harness.ts'
import { ExecutionLane, type TaskSlot } from './execution-lane.ts'
import { type Needs, type WaitingTask, WaitingTasks } from './waiting-tasks.ts'

const base = { formatVersion: 1, sdkVersion: '0.2.0', namespace: 'default', name: 'w', tasks: [bash('t')] }
const lane = new ExecutionLane(createPlan('hash', workflowDefinitionSchema.parse(base)), {
  execution: executionRow({ id: 1 }),
  taskExecutions: [],
  itemLists: [],
  taskMemories: [],
  pendingStarts: [],
  states: [],
  inbox: EMPTY_INBOX,
})

/** The slots of as many tasks as a test asks for. */
const slots = new Map<number, TaskSlot>()

function slotOf(id: number): TaskSlot {
  const slot = slots.get(id) ?? { ...lane.slot('t') }
  slots.set(id, slot)
  return slot
}

function task(id: number, more: Partial<WaitingTask> = {}): WaitingTask {
  return { id, slot: slotOf(id), pool: null, kind: 'own', isItem: false, priority: 0, ...more }
}

function takeAll(waiting: WaitingTasks, hasRoom: (needs: Needs) => boolean = () => true): number[] {
  const ids: number[] = []
  for (let next = waiting.first(hasRoom); next !== undefined; next = waiting.first(hasRoom)) {
    ids.push(next.id)
    waiting.delete(next.slot)
  }
  return ids
}

describe('tasks that wait', () => {
  test('come by priority, then by age, across pools', () => {
    const waiting = new WaitingTasks()
    for (const id of [3, 1, 2]) waiting.add(task(id))
    waiting.add(task(4, { priority: 1, pool: 'a' }))
    waiting.add(task(5, { priority: -1, pool: 'b' }))
    waiting.add(task(6, { priority: 1 }))
    expect(takeAll(waiting)).toEqual([4, 6, 1, 2, 3, 5])
    expect(waiting.size).toBe(0)
  })

  test('of a full pool keep nobody else waiting', () => {
    const waiting = new WaitingTasks()
    waiting.add(task(1, { priority: 9, pool: 'full' }))
    waiting.add(task(2, { pool: 'free' }))
    waiting.add(task(3))
    expect(takeAll(waiting, ({ pool }) => pool !== 'full')).toEqual([2, 3])
    expect([waiting.size, waiting.inPool('full'), waiting.inPool('free')]).toEqual([1, 1, 0])
  })

  test('for one kind of slot keep none waiting for the other', () => {
    const waiting = new WaitingTasks()
    waiting.add(task(1, { kind: 'shared', pool: 'p' }))
    waiting.add(task(2, { kind: 'own', pool: 'p' }))
    waiting.add(task(3, { kind: 'shared' }))
    expect(waiting.inPool('p')).toBe(2)
    expect(takeAll(waiting, ({ kind }) => kind === 'own')).toEqual([2])
    expect(takeAll(waiting)).toEqual([1, 3])
  })

  test('are as a list would have them, whatever comes and goes', () => {
    const random = createRandom(7)
    const waiting = new WaitingTasks()
    const list = new Map<number, WaitingTask>()
    for (let step = 0; step < 5_000; step += 1) {
      const id = random(300)
      if (random(2) === 0) {
        const pool = [null, 'a', 'b'][random(3)] ?? null
        const added = task(id, { priority: random(5) - 2, pool })
        if (!list.has(id)) {
          waiting.add(added)
          list.set(id, added)
        }
      } else {
        waiting.delete(slotOf(id))
        list.delete(id)
      }
      const open = random(2) === 0 ? 'a' : 'b'
      const allowed = [...list.values()].filter(({ pool }) => pool === null || pool === open)
      const [expected] = allowed.sort((a, b) => b.priority - a.priority || a.id - b.id)
      expect(waiting.first(({ pool }) => pool === null || pool === open)?.id).toBe(expected?.id)
    }
    expect(waiting.size).toBe(list.size)
  })
})
