import type { Event, TaskStatus } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { eventRow } from '../../testing/rows.ts'
import type { Known } from './condition.ts'
import { explain, upstreamsOf } from './kinds.ts'

const event = eventRow({ offset: 4, key: 'a' })
const change = eventRow({ offset: 5, kind: 'status' })

const NOTHING: Known = { seen: null, statusOf: () => ({ status: null, event: null }) }
const KNOWN: Known = { seen: { 0: event }, statusOf: () => ({ status: 'SUCCESS', event: change }) }

const unseen = (text: string) => ({ text, isSeen: false, event: null, status: null })
const task = (name: string, isSeen: boolean, status: TaskStatus | null, of: Event | null) => ({
  text: `task "${name}" is SUCCESS`,
  isSeen,
  event: of,
  status,
})

const ONE_TASK: ConditionDefinition = { type: 'taskStatus', task: 'x', status: 'SUCCESS' }
const TASKS: ConditionDefinition = { type: 'allTaskStatuses', members: [{ task: 'x', status: 'SUCCESS' }] }
const EVENTS: ConditionDefinition = { type: 'allEvents', events: [{ key: 'a' }, { key: 'b' }] }

test.each<[string, ConditionDefinition, ReturnType<typeof explain>]>([
  ['an event', { type: 'event', event: { key: 'a', filter: { equals: '1' } } }, [unseen('event "a" = "1"')]],
  ['any of several events', { type: 'anyEvent', events: [{ key: 'a' }, { key: 'b' }] }, ['a', 'b'].map(onKey)],
  ['all of several events', EVENTS, ['a', 'b'].map(onKey)],
  ['the keys of code', { type: 'code', expectEventKeys: ['a'], className: 'C' }, [onKey('a')]],
  ['the keys of an expression', { type: 'cel', expression: 'true', keys: ['a'] }, [onKey('a')]],
  ['nothing in particular', { type: 'cel', expression: 'true' }, []],
  ['the status of a task', ONE_TASK, [task('x', false, null, null)]],
  ['the statuses of tasks', TASKS, [task('x', false, null, null)]],
])('a condition waits for %s', (_, condition, parts) => {
  expect(explain(condition, NOTHING)).toEqual(parts)
})

const OUTCOMES = (when: 'allDone' | 'anyFailed' | 'noneFailed'): ConditionDefinition => ({
  type: 'taskOutcomes',
  tasks: ['x'],
  when,
})

test.each<
  ['allDone' | 'anyFailed' | 'noneFailed', TaskStatus | null, 'skipped' | 'skippedByFailure' | null, string, boolean]
>([
  ['allDone', null, null, 'task "x" is done', false],
  ['allDone', 'RUNNING', null, 'task "x" is done', false],
  ['allDone', 'FAILED', null, 'task "x" is done', true],
  ['allDone', null, 'skipped', 'task "x" is done (skipped: nothing can start it any more)', true],
  ['anyFailed', 'FAILED', null, 'task "x" fails', false],
  ['noneFailed', 'STOPPED', null, 'task "x" is done and has not failed', true],
  ['noneFailed', 'FAILED', null, 'task "x" is done and has not failed', false],
  ['noneFailed', null, 'skipped', 'task "x" is done and has not failed (skipped: nothing can start it any more)', true],
  [
    'noneFailed',
    null,
    'skippedByFailure',
    'task "x" is done and has not failed (skipped: nothing can start it any more)',
    false,
  ],
])('%s of a task that is %s (%s)', (when, status, how, text, isSeen) => {
  const prospects = {
    isSkipped: () => how !== null,
    isSkippedByFailure: () => how === 'skippedByFailure',
  }
  const known: Known = { seen: null, statusOf: () => ({ status, event: null }), prospects }
  expect(explain(OUTCOMES(when), known)).toEqual([{ text, isSeen, event: null, status }])
  expect(explain(OUTCOMES(when), NOTHING)).toMatchObject([{ isSeen: false }])
})

test('what has been seen is told', () => {
  expect(explain(EVENTS, KNOWN)).toEqual([{ ...onKey('a'), isSeen: true, event }, onKey('b')])
  expect(explain(TASKS, KNOWN)).toEqual([task('x', true, 'SUCCESS', change)])
  expect(explain({ ...ONE_TASK, status: 'FAILED' }, KNOWN)).toMatchObject([{ isSeen: false, status: 'SUCCESS' }])
})

test.each<[ConditionDefinition, string[]]>([
  [{ type: 'event', event: { key: 'a' } }, []],
  [EVENTS, []],
  [{ type: 'cel', expression: 'true' }, []],
  [{ type: 'code', expectEventKeys: ['a'], className: 'C' }, []],
  [ONE_TASK, ['x']],
  [TASKS, ['x']],
  [{ type: 'taskOutcomes', tasks: ['x', 'y'], when: 'allDone' }, ['x', 'y']],
])('a condition looks at the tasks that it names alone', (condition, tasks) => {
  expect(upstreamsOf(condition)).toEqual(tasks)
})

function onKey(key: string) {
  return unseen(`event "${key}"`)
}
