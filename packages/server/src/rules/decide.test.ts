import { TaskAction, TaskStatus } from '@aiflow/sdk/internal/model'
import type { WhenAlive } from '@aiflow/sdk/internal/wire'
import { describe, expect, test } from 'vitest'
import { type Decision, decide, type Phase } from './decide.ts'

type Status = TaskStatus | null

const QUEUE_LIMIT = 2
const STATUSES: readonly Status[] = [null, ...TaskStatus.values]
const PHASES: readonly Phase[] = ['waiting', 'open', 'stopping', 'ended']
const WHEN_ALIVE: readonly WhenAlive[] = ['ignore', 'latest', 'queue']
const PENDING = [0, 1, 2, 3]

/**
 * An open execution. `…` after a status: with that many starts waiting; where there are none, the row holds for any number.
 * `pend`: behind those that wait; `pend second`: behind the first; `pend only`: in place of all.
 */
const OPEN = `
status      | START ignore               | START latest               | START queue                | RESTART         | STOP
never ran   | start                      | start                      | start                      | start           | no: nothing to stop
SUCCESS     | start                      | start                      | start                      | start           | no: nothing to stop
FAILED      | start                      | start                      | start                      | start           | no: nothing to stop
STOPPED     | start                      | start                      | start                      | start           | no: nothing to stop
INIT 0      | no: alive                  | pend only                  | pend                       | stop now, start | stop now
INIT 1      | no: alive                  | pend only                  | pend                       | stop now, start | stop now
INIT 2      | no: alive                  | pend only                  | no: queue full             | stop now, start | stop now
INIT 3      | no: alive                  | pend only                  | no: queue full             | stop now, start | stop now
RETRYING 0  | no: alive                  | pend only                  | pend                       | stop now, start | stop now
RETRYING 1  | no: alive                  | pend only                  | pend                       | stop now, start | stop now
RETRYING 2  | no: alive                  | pend only                  | no: queue full             | stop now, start | stop now
RETRYING 3  | no: alive                  | pend only                  | no: queue full             | stop now, start | stop now
QUEUED 0    | no: alive                  | pend only                  | pend                       | stop, start     | stop
QUEUED 1    | no: alive                  | pend only                  | pend                       | stop, start     | stop
QUEUED 2    | no: alive                  | pend only                  | no: queue full             | stop, start     | stop
QUEUED 3    | no: alive                  | pend only                  | no: queue full             | stop, start     | stop
RUNNING 0   | no: alive                  | pend only                  | pend                       | stop, start     | stop
RUNNING 1   | no: alive                  | pend only                  | pend                       | stop, start     | stop
RUNNING 2   | no: alive                  | pend only                  | no: queue full             | stop, start     | stop
RUNNING 3   | no: alive                  | pend only                  | no: queue full             | stop, start     | stop
STOPPING 0  | pend                       | pend                       | pend                       | pend only       | no: already stopping
STOPPING 1  | no: a start already waits  | pend second                | pend                       | pend only       | drop those that wait
STOPPING 2  | no: a start already waits  | pend second                | pend                       | pend only       | drop those that wait
STOPPING 3  | no: a start already waits  | pend second                | no: queue full             | pend only       | drop those that wait
`

const NOTHING_TO_STOP: readonly Status[] = [null, 'SUCCESS', 'FAILED', 'STOPPED']

const rows = OPEN.trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([status = '', ...cells]) => ({ status, cells }))

describe('decide, in an open execution', () => {
  test.each(rows)('$status', ({ status, cells }) => {
    const [name = '', pending] = status === 'never ran' ? ['never ran'] : status.split(' ')
    const counts = pending === undefined ? PENDING : [Number(pending)]
    for (const pendingStarts of counts) {
      const situation = {
        phase: 'open',
        status: name === 'never ran' ? null : (name as TaskStatus),
        pendingStarts,
      } as const
      const start = WHEN_ALIVE.map((whenAlive) => decide(situation, 'START', { whenAlive, queueLimit: QUEUE_LIMIT }))
      expect(start.map(tell)).toEqual(cells.slice(0, 3))
      for (const whenAlive of WHEN_ALIVE) {
        const policy = { whenAlive, queueLimit: QUEUE_LIMIT }
        expect(tell(decide(situation, 'RESTART', policy))).toBe(cells[3])
        expect(tell(decide(situation, 'STOP', policy))).toBe(cells[4])
      }
    }
  })

  test('the table has a row for every status and number of starts that wait', () => {
    const told = new Set(rows.map((row) => row.status))
    for (const status of STATUSES) {
      const name = status ?? 'never ran'
      for (const pending of PENDING) expect(told.has(name) || told.has(`${name} ${pending}`)).toBe(true)
    }
  })
})

describe('decide, in an execution that is being stopped', () => {
  test.each(STATUSES)('nothing starts any more; a STOP is as in an open one: %s', (status) => {
    for (const pendingStarts of PENDING) {
      for (const whenAlive of WHEN_ALIVE) {
        const policy = { whenAlive, queueLimit: QUEUE_LIMIT }
        const situation = { phase: 'stopping', status, pendingStarts } as const
        expect(tell(decide(situation, 'START', policy))).toBe('no: execution is stopping')
        expect(tell(decide(situation, 'RESTART', policy))).toBe('no: execution is stopping')
        expect(decide(situation, 'STOP', policy)).toEqual(decide({ ...situation, phase: 'open' }, 'STOP', policy))
      }
    }
  })
})

describe('decide, in an execution that has ended', () => {
  test.each(STATUSES)('every action is refused: %s', (status) => {
    for (const action of TaskAction.values) {
      const decision = decide({ phase: 'ended', status, pendingStarts: 0 }, action, {
        whenAlive: 'queue',
        queueLimit: 1,
      })
      expect(tell(decision)).toBe('no: execution has ended')
    }
  })
})

describe('decide, in an execution that waits for its turn', () => {
  test.each(TaskAction.values)('%s is refused', (action) => {
    const decision = decide({ phase: 'waiting', status: null, pendingStarts: 0 }, action, {
      whenAlive: 'queue',
      queueLimit: 1,
    })
    expect(tell(decision)).toBe('no: execution waits for its turn')
  })
})

test('decide is total and never starts a second one beside one that is alive', () => {
  for (const phase of PHASES) {
    for (const status of STATUSES) {
      for (const pendingStarts of PENDING) {
        for (const action of TaskAction.values) {
          for (const whenAlive of WHEN_ALIVE) {
            const decision = decide({ phase, status, pendingStarts }, action, { whenAlive, queueLimit: QUEUE_LIMIT })
            expect(tell(decision)).not.toBe('')
            const mayStart = phase === 'open' && NOTHING_TO_STOP.includes(status)
            expect(decision.type === 'start' && !mayStart).toBe(false)
          }
        }
      }
    }
  }
})

function tell(decision: Decision): string {
  switch (decision.type) {
    case 'start':
      return 'start'
    case 'pend':
      return { append: 'pend', second: 'pend second', replace: 'pend only' }[decision.mode]
    case 'stop':
      return `stop${decision.now ? ' now' : ''}${decision.thenStart ? ', start' : ''}`
    case 'dropPending':
      return 'drop those that wait'
    case 'refuse':
      return `no: ${decision.reason}`
  }
}
