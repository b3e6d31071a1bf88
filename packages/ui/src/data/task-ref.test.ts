import type { Event } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { parseTaskRef, toldChange } from './task-ref.ts'

function statusEvent(context: object | string | null, kind: Event['kind'] = 'status'): Event {
  const text = context === null || typeof context === 'string' ? context : JSON.stringify(context)
  return { kind, workflowExecutionId: 7, context: text } as Event
}

test('a task execution is read from its name', () => {
  expect(parseTaskRef('12/load-orders_2.x/3')).toEqual({
    workflowExecutionId: 12,
    taskName: 'load-orders_2.x',
    sequenceNumber: 3,
  })
})

test.each([null, '', 'shop', '12/load', '12/load/3/4', '12/lo ad/3', 'x/load/3', '12//3', '12/load/x', ' 12/load/3'])(
  '%j names no task execution',
  (text) => {
    expect(parseTaskRef(text)).toBeNull()
  },
)

test('a change of a task names the task execution and the old status', () => {
  const ref = { workflowExecutionId: 7, taskName: 'load', sequenceNumber: 2 }
  const context = { taskName: 'load', sequenceNumber: 2 }
  expect(toldChange(statusEvent({ ...context, from: 'RUNNING' }))).toEqual({ ref, from: 'RUNNING' })
  expect(toldChange(statusEvent({ ...context, from: null }))).toEqual({ ref, from: null })
})

test('a change of a workflow execution names no task', () => {
  expect(toldChange(statusEvent({ from: 'INIT' }))).toEqual({ ref: null, from: 'INIT' })
  expect(toldChange(statusEvent(null))).toEqual({ ref: null, from: null })
})

test('a context that is not valid JSON is read as far as possible', () => {
  expect(toldChange(statusEvent('{'))).toEqual({ ref: null, from: null })
})

test('other events are no changes', () => {
  expect(toldChange(statusEvent({ from: null }, 'user'))).toBeNull()
  expect(toldChange({ ...statusEvent({ from: null }), workflowExecutionId: null })).toBeNull()
})
