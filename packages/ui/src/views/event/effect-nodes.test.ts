import type { Change, EventEffects } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { effectNodes, nodeKey, type VerdictOfEvent } from './effect-nodes.ts'

const NOTHING: EventEffects = { offset: 1, verdicts: [], changes: [], laterStarts: [], isCut: false }

function verdict(part: Partial<VerdictOfEvent>): VerdictOfEvent {
  return {
    id: 1,
    eventOffset: 1,
    task: 'price',
    rule: 'rule-0',
    verdict: 'fired',
    action: 'START',
    reason: null,
    resultId: null,
    createTime: 0,
    workflowExecutionId: 7,
    workflowId: null,
    ...part,
  }
}

function change(offset: number, taskName: string, status: 'INIT' | 'QUEUED'): Change {
  const common = { offset, time: 0, namespace: 'default', workflowName: 'orders', workflowExecutionId: 7 }
  const from = status === 'INIT' ? null : 'INIT'
  return { type: 'taskExecution', ...common, taskName, sequenceNumber: 1, status, from }
}

test('the effects of a rule follow its verdict, and the changes of one task execution are one node', () => {
  const changes = [change(2, 'price', 'INIT'), change(3, 'price', 'QUEUED'), change(4, 'other', 'INIT')]
  const [first, second, ...others] = effectNodes({ ...NOTHING, verdicts: [verdict({})], changes })
  expect(first).toMatchObject({ type: 'verdict', children: [{ type: 'change', changes: changes.slice(0, 2) }] })
  expect(second).toEqual({ type: 'change', changes: [changes[2]] })
  expect(others).toEqual([])
})

test('a verdict that is not "fired" has no effects', () => {
  const changes = [change(2, 'price', 'INIT')]
  const [first, second] = effectNodes({ ...NOTHING, verdicts: [verdict({ verdict: 'overruled' })], changes })
  expect(first).toMatchObject({ type: 'verdict', children: [] })
  expect(second).toEqual({ type: 'change', changes })
})

test('an execution that a trigger started follows the verdict of the trigger', () => {
  const started: Change = {
    type: 'workflowExecution',
    offset: 2,
    time: 0,
    namespace: 'default',
    workflowName: 'mail',
    workflowExecutionId: 9,
    status: 'RUNNING',
    from: null,
  }
  const trigger = verdict({ task: null, action: null, resultId: 9, workflowExecutionId: null, workflowId: 3 })
  const [first] = effectNodes({ ...NOTHING, verdicts: [trigger], changes: [started] })
  expect(first).toMatchObject({ children: [{ type: 'change', changes: [started] }] })
})

test('a start that had to wait follows its verdict', () => {
  const start = { workflowExecutionId: 7, taskName: 'price', sequenceNumber: 2, status: 'RUNNING' } as const
  const waiting = verdict({ saw: { waitsFor: '7/price/1' } })
  const [first] = effectNodes({ ...NOTHING, verdicts: [waiting], laterStarts: [start] })
  expect(first).toMatchObject({ children: [{ type: 'later', ref: { sequenceNumber: 2 }, status: 'RUNNING' }] })
  expect(effectNodes({ ...NOTHING, laterStarts: [start] }).map(nodeKey)).toEqual(['task 7/price/2'])
})

test('effects that are not shown are mentioned', () => {
  expect(effectNodes({ ...NOTHING, isCut: true }).map(nodeKey)).toEqual(['more'])
})
