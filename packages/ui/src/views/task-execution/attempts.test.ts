import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { attemptsOf } from './attempts.ts'

const LOST = { type: 'lost', message: 'gone' } as const

function shown(part: Partial<TaskExecutionResource>): TaskExecutionResource {
  const none = { previousAttempts: [], attemptNumber: 1, workerId: 'w', endTime: null, outcome: null, beginTime: 10 }
  return { ...none, status: 'RUNNING', ...part } as TaskExecutionResource
}

function previous(attemptNumber: number, endTime: number): TaskExecutionResource['previousAttempts'][number] {
  return { attemptNumber, attemptId: `a${attemptNumber}`, workerId: 'w', outcome: LOST, endTime }
}

test('each attempt began at the last beginning before its end', () => {
  const task = shown({ attemptNumber: 3, previousAttempts: [previous(1, 20), previous(2, 40)] })
  expect(attemptsOf(task, [10, 30, 50]).map(({ attemptNumber, beginTime }) => [attemptNumber, beginTime])).toEqual([
    [3, 50],
    [2, 30],
    [1, 10],
  ])
})

test('an attempt that ended before it began to run has no beginning', () => {
  const task = shown({ attemptNumber: 2, status: 'QUEUED', previousAttempts: [previous(1, 20)] })
  expect(attemptsOf(task, []).map(({ beginTime }) => beginTime)).toEqual([null, null])
})

test('the first attempt began when its task execution did', () => {
  expect(attemptsOf(shown({}), [])[0]?.beginTime).toBe(10)
})
