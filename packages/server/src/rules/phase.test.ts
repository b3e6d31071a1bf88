import { expect, test } from 'vitest'
import { isCleaningUp, type Life, phaseOf, phaseOfTask } from './phase.ts'

const RUNNING: Life = { status: 'RUNNING', stopping: false, endTime: null, cleanUp: null }
const STOPPING: Life = { ...RUNNING, stopping: true }

function cleaningUp(status: 'waiting' | 'running' | 'done'): Life {
  return { ...STOPPING, cleanUp: { status } as Life['cleanUp'] }
}

test.each([
  [{ ...RUNNING, endTime: 5 }, 'ended'],
  [STOPPING, 'stopping'],
  [{ ...RUNNING, status: 'INIT' }, 'waiting'],
  [RUNNING, 'open'],
] as const)('%j is %s', (life, phase) => {
  expect(phaseOf(life)).toBe(phase)
})

test('a clean-up is to come or under way only while the execution is being stopped', () => {
  expect(isCleaningUp(cleaningUp('waiting'))).toBe(true)
  expect(isCleaningUp(cleaningUp('running'))).toBe(true)
  expect(isCleaningUp(cleaningUp('done'))).toBe(false)
  expect(isCleaningUp(STOPPING)).toBe(false)
  expect(isCleaningUp({ ...cleaningUp('running'), stopping: false })).toBe(false)
})

test('a task of the clean-up may start while the execution is being stopped, and no other', () => {
  expect(phaseOfTask(cleaningUp('running'), { onStop: true })).toBe('open')
  expect(phaseOfTask(cleaningUp('running'), {})).toBe('stopping')
  expect(phaseOfTask(STOPPING, { onStop: true })).toBe('stopping')
  expect(phaseOfTask(RUNNING, { onStop: true })).toBe('open')
})
