import { expect, test } from 'vitest'
import type { StoredEvent } from '../../storage/rows.ts'
import { eventRow } from '../../testing/rows.ts'
import { LiveWindow } from './live-window.ts'

const CONTEXT = JSON.stringify({ workflowExecutionId: 1, from: 'INIT' })

function statusEvent(offset: number, namespace = 'default'): StoredEvent {
  const key = 'aiflow/workflow-status/w'
  return eventRow({ offset, kind: 'status', namespace, key, value: 'RUNNING', context: CONTEXT })
}

test('each change is reported once', () => {
  const window = new LiveWindow(undefined)
  window.add([eventRow({ offset: 1, kind: 'user' }), eventRow({ offset: 2, kind: 'control' }), statusEvent(3)])
  expect(window.isEmpty).toBe(false)
  expect(window.take()).toMatchObject({
    events: 1,
    controls: 1,
    missed: false,
    changes: [{ offset: 3, status: 'RUNNING' }],
  })
  expect(window.isEmpty).toBe(true)
  expect(window.take()).toEqual({ events: 0, controls: 0, reports: 0, measured: [], missed: false, changes: [] })
})

test('beyond a maximum of changes, it says that there were more', () => {
  const window = new LiveWindow(undefined)
  window.add(Array.from({ length: 1000 }, (_, index) => statusEvent(index + 1)))
  const { changes, missed } = window.take()
  expect(changes).toHaveLength(200)
  expect(missed).toBe(true)
})

test('other namespaces are left out', () => {
  const window = new LiveWindow('default')
  window.add([statusEvent(1, 'other')])
  expect(window.isEmpty).toBe(true)
})

test('reports are counted, and a task with new metrics is named once, only in its namespace', () => {
  const window = new LiveWindow('default')
  window.add([eventRow({ offset: 1, kind: 'report' })])
  window.addMeasured([
    { namespace: 'default', taskExecutionId: 7 },
    { namespace: 'default', taskExecutionId: 7 },
    { namespace: 'other', taskExecutionId: 8 },
  ])
  expect(window.isEmpty).toBe(false)
  expect(window.take()).toMatchObject({ reports: 1, measured: [7] })
  expect(window.isEmpty).toBe(true)
})
