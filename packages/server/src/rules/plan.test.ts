import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { WorkBudget } from '../formulas/work-budget.ts'
import { eventRow } from '../testing/rows.ts'
import { bash, onEvent, startAfter } from '../testing/scheduler-harness.ts'
import { eventKeysOf, upstreamsOf } from './conditions/kinds.ts'
import { matchesEvent } from './matches-event.ts'
import { createPlan, rulesOn } from './plan.ts'

function planOf(tasks: readonly Record<string, unknown>[]) {
  const definition = { formatVersion: 1, sdkVersion: '0.1.0', namespace: 'default', name: 'w', tasks }
  return createPlan('hash', workflowDefinitionSchema.parse(definition))
}

function names(plans: readonly { readonly rule: { readonly name: string } }[] | undefined): string[] {
  return (plans ?? []).map((plan) => plan.rule.name)
}

test('rules are found by the keys and tasks they react to, in order of declaration', () => {
  const any = { type: 'anyEvent', events: [{ key: 'k' }, { key: 'other' }, { key: 'k', filter: { equals: '1' } }] }
  const plan = planOf([
    bash('a', { rules: [onEvent('STOP', 'k')] }),
    bash('b', { rules: [startAfter('a'), { name: 'any', action: 'START', condition: any }] }),
    bash('c', {
      rules: [{ name: 's', action: 'STOP', condition: { type: 'taskStatus', task: 'a', status: 'FAILED' } }],
    }),
  ])
  expect(names(plan.rulesByKey.get('k'))).toEqual(['stop-on-k', 'any'])
  expect(names(plan.rulesByKey.get('other'))).toEqual(['any'])
  expect(names(plan.rulesByUpstream.get('a'))).toEqual(['after-a', 's'])
  expect(plan.rulesByKey.get('k')?.map((rule) => rule.order)).toEqual([0, 2])
  expect([...plan.tasks.keys()]).toEqual(['a', 'b', 'c'])
})

test('tasks without a START rule start with the execution, periodic ones by their timer', () => {
  const plan = planOf([
    bash('alone'),
    bash('stopped-by-rule', { rules: [onEvent('STOP', 'k')] }),
    bash('restarted-by-rule', { rules: [onEvent('RESTART', 'k')] }),
    bash('started-by-rule', { rules: [onEvent('START', 'k')] }),
    bash('periodic', { periodicExpression: 'interval@0 0 0 1' }),
  ])
  expect(plan.initialTasks.map((task) => task.name)).toEqual(['alone', 'stopped-by-rule', 'restarted-by-rule'])
  expect(plan.periodicTasks.map((task) => task.name)).toEqual(['periodic'])
})

test('an execution waits for tasks that an event starts, unless they are optional', () => {
  const plan = planOf([
    bash('by-event', { rules: [onEvent('START', 'k')] }),
    bash('optional', { rules: [onEvent('START', 'k')], optional: true }),
    bash('by-status', { rules: [startAfter('by-event')] }),
    bash('stopped', { rules: [onEvent('STOP', 'k')] }),
  ])
  expect(plan.tasksAwaitingEvents.map((task) => task.name)).toEqual(['by-event'])
})

test('a plan knows whether it needs user code: in operators or in conditions', () => {
  const code = { type: 'code', expectEventKeys: ['k'], className: 'C' }
  expect(planOf([bash('a')]).codeKinds).toEqual([])
  expect(planOf([{ name: 'a', operator: { type: 'code', className: 'F' } }]).codeKinds).toEqual(['task'])
  const shared = { name: 'a', operator: { type: 'code', className: 'F', isolation: 'shared' } }
  expect(planOf([shared]).codeKinds).toEqual(['shared'])
  expect(planOf([bash('a', { rules: [{ name: 'r', action: 'START', condition: code }] })]).codeKinds).toEqual([
    'condition',
  ])
})

test('the keys and tasks of a condition are told once each', () => {
  const members = [
    { task: 'a', status: 'SUCCESS' as const },
    { task: 'a', status: 'FAILED' as const },
    { task: 'b', status: 'SUCCESS' as const },
  ]
  expect(eventKeysOf({ type: 'event', event: { key: 'k' } })).toEqual(['k'])
  expect(eventKeysOf({ type: 'allEvents', events: [{ key: 'k' }, { key: 'k' }, { key: 'l' }] })).toEqual(['k', 'l'])
  expect(eventKeysOf({ type: 'code', expectEventKeys: ['k', 'k'], className: 'C' })).toEqual(['k'])
  expect(eventKeysOf({ type: 'allTaskStatuses', members })).toEqual([])
  expect(eventKeysOf({ type: 'taskStatus', task: 'a', status: 'SUCCESS' })).toEqual([])
  expect(upstreamsOf({ type: 'allTaskStatuses', members })).toEqual(['a', 'b'])
  expect(upstreamsOf({ type: 'taskStatus', task: 'a', status: 'SUCCESS' })).toEqual(['a'])
  expect(upstreamsOf({ type: 'anyEvent', events: [{ key: 'k' }] })).toEqual([])
})

test('a filter looks at the value, and no value passes none', () => {
  const match = { key: 'k', filter: { in: ['a', 'b'], matches: '^[ab]$' } }
  const budget = new WorkBudget()
  expect(matchesEvent(match, eventRow({ offset: 1, key: 'k', value: 'b' }), { budget })).toBe(true)
  expect(matchesEvent(match, eventRow({ offset: 1, key: 'k', value: 'c' }), { budget })).toBe(false)
  expect(matchesEvent(match, eventRow({ offset: 1, key: 'k', value: null }), { budget })).toBe(false)
  expect(matchesEvent({ key: 'k' }, eventRow({ offset: 1, key: 'other' }), { budget })).toBe(false)
})

test('rules on any key react to what users and tasks send, in order of declaration among the others', () => {
  const any = { name: 'any', action: 'START', condition: { type: 'cel', expression: 'true' } }
  const plan = planOf([bash('a', { rules: [any] }), bash('b', { rules: [onEvent('START', 'k')] })])
  expect(names(rulesOn(plan, { key: 'k', kind: 'user' }))).toEqual(['any', 'start-on-k'])
  expect(names(rulesOn(plan, { key: 'other', kind: 'user' }))).toEqual(['any'])
  expect(names(rulesOn(plan, { key: 'k', kind: 'status' }))).toEqual(['start-on-k'])
  expect(names(rulesOn(planOf([bash('a')]), { key: 'k', kind: 'user' }))).toEqual([])
})

test('an event of a status is also for the rules on any workflow or task, other events are not', () => {
  const onAny = { name: 'any', action: 'START', condition: { type: 'event', event: { key: 'aiflow/task-status/w/*' } } }
  const plan = planOf([bash('a'), bash('b', { rules: [onAny] })])
  const key = 'aiflow/task-status/w/a'
  expect(names(rulesOn(plan, { key, kind: 'status' }))).toEqual(['any'])
  expect(names(rulesOn(plan, { key, kind: 'control' }))).toEqual([])
  expect(names(rulesOn(planOf([bash('a')]), { key, kind: 'status' }))).toEqual([])
})
