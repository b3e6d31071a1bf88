import { expect, test } from 'vitest'
import { laneId, parseLaneId, WORKFLOW_LANES } from './lane-id.ts'
import { parseRuleId, ruleId } from './rule-name.ts'
import { parseCircuit, parseKeptEvent, parseNamedState, parseSeen, stateName, stateNames } from './state-names.ts'
import { isDuration, parseTimerId, timerId } from './timer-ids.ts'

const OF_TASK = { task: 'train', rule: 'after.prepare' }
const OF_TRIGGER = { task: null, rule: 'on-upload' }

test('a lane is read as it was written', () => {
  expect(laneId.ofExecution(7)).toBe('execution:7')
  expect(laneId.ofWorkflow(12)).toBe('workflow:12')
  expect(parseLaneId(laneId.ofExecution(7))).toEqual({ kind: 'execution', id: 7 })
  expect(parseLaneId(laneId.ofWorkflow(12))).toEqual({ kind: 'workflow', id: 12 })
})

test('the lanes of workflows, and no others, lie in their range', () => {
  const isWithin = (lane: string) => lane > WORKFLOW_LANES.after && lane < WORKFLOW_LANES.before
  expect([laneId.ofWorkflow(1), laneId.ofWorkflow(999), laneId.ofExecution(1)].map(isWithin)).toEqual([
    true,
    true,
    false,
  ])
})

test('a rule is read as it was written', () => {
  expect([OF_TASK, OF_TRIGGER].map(ruleId)).toEqual(['train/after.prepare', '/on-upload'])
  expect([OF_TASK, OF_TRIGGER].map((of) => parseRuleId(ruleId(of)))).toEqual([OF_TASK, OF_TRIGGER])
})

test('the names of states stay as stores have them', () => {
  expect(stateName.named('progress')).toBe('state:progress')
  expect(stateName.ofRule(OF_TASK)).toBe('rule:train/after.prepare')
  expect(stateName.seen(OF_TRIGGER, 41)).toBe('seen:/on-upload/41')
  expect(stateName.kept(3, 41)).toBe('kept:3/41')
  expect(stateName.circuit(OF_TASK)).toBe('circuit:train/after.prepare')
  expect(stateName.stopUpTo).toBe('stop-up-to')
})

test('the name of a state is read as its kind only', () => {
  const names = [
    stateName.named('a:b'),
    stateName.kept(3, 41),
    stateName.circuit(OF_TRIGGER),
    stateName.seen(OF_TASK, 1),
  ]
  expect(names.map(parseNamedState)).toEqual(['a:b', null, null, null])
  expect(names.map(parseKeptEvent)).toEqual([null, 3, null, null])
  expect(names.map(parseCircuit)).toEqual([null, null, OF_TRIGGER, null])
  expect(names.map(parseSeen)).toEqual([null, null, null, 'train/after.prepare'])
})

test('the names of a kind, and no others, lie in its range', () => {
  const names = [stateName.named(''), stateName.named('z'), stateName.circuit(OF_TASK), stateName.seen(OF_TRIGGER, 1)]
  const within = (range: { after: string; before: string }) =>
    names.filter((name) => name >= range.after && name < range.before)
  expect(within(stateNames.named)).toEqual(names.slice(0, 2))
  expect(within(stateNames.circuits)).toEqual(names.slice(2, 3))
  expect(within(stateNames.seen)).toEqual(names.slice(3))
})

test.each([
  [timerId.schedule(4), 'schedule:4', { kind: 'schedule', scheduleId: 4 }, false],
  [timerId.batch(4, 5), 'batch:4/5', { kind: 'batch', workflowId: 4, triggerId: 5 }, true],
  [timerId.stopAll(4), 'stop-all:4/', { kind: 'stop-all', workflowId: 4 }, true],
  [timerId.forgetWorker('w:1/2'), 'forget-worker:w:1/2', { kind: 'forget-worker', workerId: 'w:1/2' }, true],
  [
    timerId.rule('execution:4', { task: 'a', rule: 'r' }),
    'rule:execution:4/a/r',
    { kind: 'rule', lane: 'execution:4', rule: { task: 'a', rule: 'r' } },
    true,
  ],
  [
    timerId.rule('workflow:4', { task: null, rule: 'r' }),
    'rule:workflow:4//r',
    { kind: 'rule', lane: 'workflow:4', rule: { task: null, rule: 'r' } },
    true,
  ],
  [timerId.retry(4, 'a.b'), 'retry:4/a.b', { kind: 'retry', workflowExecutionId: 4, task: 'a.b' }, true],
  [timerId.periodic(4, 'a'), 'periodic:4/a', { kind: 'periodic', workflowExecutionId: 4, task: 'a' }, false],
  [timerId.timeout(4), 'timeout:4/', { kind: 'timeout', workflowExecutionId: 4, task: '' }, true],
])('the timer %s is read as it was written', (id, stored, name, duration) => {
  expect(id).toBe(stored)
  expect(parseTimerId(id)).toEqual(name)
  expect(isDuration(id)).toBe(duration)
})

test('an id that no version has made is of no timer', () => {
  expect(parseTimerId('other:4/a')).toBeNull()
  expect(parseTimerId('')).toBeNull()
  expect(isDuration('other:4/a')).toBe(false)
})
