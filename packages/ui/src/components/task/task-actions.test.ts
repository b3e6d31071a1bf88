import { expect, test } from 'vitest'
import { type OperatedTask, taskActionsOf } from './task-actions.ts'

const RUNNING: OperatedTask['execution'] = { id: 1, status: 'RUNNING', stopping: false }

type Latest = NonNullable<OperatedTask['latest']>

function offersFor(status: Latest['status'] | null, execution = RUNNING): string[] {
  const latest = status === null ? null : { status, sequenceNumber: 1 }
  return taskActionsOf({ execution, task: 'price', latest }).map(({ title }) => title)
}

test.each([
  [null, ['Start']],
  ['SUCCESS', ['Start']],
  ['FAILED', ['Start']],
  ['STOPPED', ['Start']],
  ['INIT', ['Restart', 'Stop']],
  ['QUEUED', ['Restart', 'Stop']],
  ['RUNNING', ['Restart', 'Stop']],
  ['RETRYING', ['Retry now', 'Restart', 'Stop']],
  ['STOPPING', ['Restart', 'Mark as stopped']],
] as const)('a task that is %s can be told: %j', (status, offers) => {
  expect(offersFor(status)).toEqual(offers)
})

test.each([{ stopping: true }, { status: 'INIT' as const }])(
  'nothing is started in an execution that refuses it, as with %j, but what lives can be stopped',
  (state) => {
    const execution = { ...RUNNING, ...state }
    expect(offersFor('SUCCESS', execution)).toEqual([])
    expect(offersFor('RETRYING', execution)).toEqual(['Stop'])
    expect(offersFor('STOPPING', execution)).toEqual(['Mark as stopped'])
  },
)

test('actions that end something are marked as dangerous', () => {
  const latest = { status: 'STOPPING', sequenceNumber: 1 } as const
  const offers = taskActionsOf({ execution: RUNNING, task: 'price', latest })
  expect(offers.map(({ isDangerous = false }) => isDangerous)).toEqual([false, true])
})
