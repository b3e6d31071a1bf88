import type { Event } from '@aiflow/sdk'
import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { failuresFirst, failuresOf, taskRowsOf } from './task-rows.ts'

type TaskOf = WorkflowExecutionDetail['tasks'][number]

function change(taskName: string, sequenceNumber: number, value: string, createTime: number): Event {
  const context = JSON.stringify({ workflowExecutionId: 1, taskName, sequenceNumber, from: null })
  const key = `aiflow/task-status/w/${taskName}`
  return {
    offset: createTime,
    kind: 'status',
    namespace: 'default',
    key,
    value,
    sender: null,
    principal: null,
    context,
    workflowExecutionId: 1,
    createTime,
  }
}

function task(name: string, latest: Partial<NonNullable<TaskOf['latest']>> | null = null): TaskOf {
  return { name, latest: latest as TaskOf['latest'], pendingStarts: 0 }
}

test('a task that waited, ran, retried and runs again shows each part', () => {
  const changes = [
    change('a', 1, 'INIT', 10),
    change('a', 1, 'RUNNING', 20),
    change('a', 1, 'RETRYING', 30),
    change('a', 1, 'RUNNING', 40),
  ]
  expect(taskRowsOf([task('a')], changes)[0]?.segments).toEqual([
    { sequenceNumber: 1, status: 'INIT', from: 10, to: 20, next: 'RUNNING' },
    { sequenceNumber: 1, status: 'RUNNING', from: 20, to: 30, next: 'RETRYING' },
    { sequenceNumber: 1, status: 'RETRYING', from: 30, to: 40, next: 'RUNNING' },
    { sequenceNumber: 1, status: 'RUNNING', from: 40, to: null, next: null },
  ])
})

test('an execution that has ended leaves nothing open, and the next one begins anew', () => {
  const changes = [
    change('a', 1, 'RUNNING', 10),
    change('a', 1, 'SUCCESS', 20),
    change('a', 2, 'RUNNING', 50),
    change('a', 2, 'STOPPING', 60),
    change('a', 2, 'STOPPED', 70),
  ]
  expect(taskRowsOf([task('a')], changes)[0]?.segments).toEqual([
    { sequenceNumber: 1, status: 'RUNNING', from: 10, to: 20, next: 'SUCCESS' },
    { sequenceNumber: 2, status: 'RUNNING', from: 50, to: 60, next: 'STOPPING' },
    { sequenceNumber: 2, status: 'STOPPING', from: 60, to: 70, next: 'STOPPED' },
  ])
})

test('what history no longer has comes from the execution itself', () => {
  const running = task('a', { sequenceNumber: 7, status: 'RUNNING', beginTime: 5, createTime: 4, endTime: null })
  const ended = task('b', { sequenceNumber: 2, status: 'FAILED', beginTime: 5, createTime: 4, endTime: 9 })
  expect(taskRowsOf([running, ended], []).map(({ segments }) => segments)).toEqual([
    [{ sequenceNumber: 7, status: 'RUNNING', from: 5, to: null, next: null }],
    [{ sequenceNumber: 2, status: 'RUNNING', from: 5, to: 9, next: 'FAILED' }],
  ])
})

test('rows are in the order of declaration, those of tasks that never ran included', () => {
  const rows = taskRowsOf([task('z'), task('a')], [change('a', 1, 'RUNNING', 1)])
  expect(rows.map(({ task: name, segments }) => [name, segments.length])).toEqual([
    ['z', 0],
    ['a', 1],
  ])
})

test('tasks with failed attempts come first, and are counted', () => {
  const changes = [
    change('a', 1, 'RUNNING', 1),
    change('b', 1, 'RUNNING', 1),
    change('c', 1, 'RUNNING', 1),
    change('b', 1, 'RETRYING', 2),
    change('c', 1, 'FAILED', 2),
    change('b', 1, 'RUNNING', 3),
    change('b', 1, 'FAILED', 4),
  ]
  const rows = failuresFirst(taskRowsOf([task('a'), task('b'), task('c')], changes))
  expect(rows.map((row) => [row.task, failuresOf(row)])).toEqual([
    ['b', 2],
    ['c', 1],
    ['a', 0],
  ])
})
