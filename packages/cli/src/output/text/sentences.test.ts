import { ruleSchema, taskSchema } from '@aiflow/sdk/internal/wire'
import { triggerSchema } from '@aiflow/sdk/internal/worker-protocol'
import { describe, expect, it } from 'vitest'
import {
  describeExecutionTrigger,
  describeRule,
  describeStart,
  describeTaskRules,
  describeTrigger,
} from './sentences.ts'

const rule = (condition: object, rest: object = {}) =>
  ruleSchema.parse({ name: 'r', condition, action: 'START', ...rest })
const task = (rest: object) => taskSchema.parse({ name: 'train', operator: { type: 'bash', command: 'true' }, ...rest })
const event = (key: string, filter?: object) => ({ key, ...(filter && { filter }) })

describe('a rule as a sentence', () => {
  it.each([
    [{ type: 'event', event: event('a') }, {}, 'START when event "a"'],
    [{ type: 'event', event: event('a', { equals: '1' }) }, {}, 'START when event "a" = "1"'],
    [{ type: 'event', event: event('a', { in: ['1', '2'] }) }, {}, 'START when event "a" in "1", "2"'],
    [{ type: 'event', event: event('a', { matches: '^x' }) }, {}, 'START when event "a" matching /^x/'],
    [{ type: 'allEvents', events: [event('a'), event('b')] }, {}, 'START when all of event "a", event "b"'],
    [{ type: 'anyEvent', events: [event('a'), event('b')] }, {}, 'START when any of event "a", event "b"'],
    [{ type: 'taskStatus', task: 'x', status: 'FAILED' }, { action: 'STOP' }, 'STOP when task "x" is FAILED'],
    [{ type: 'taskStatus', task: 'x', status: 'INIT' }, { action: 'STOP' }, 'STOP when task "x" is WAITING'],
    [
      {
        type: 'allTaskStatuses',
        members: [
          { task: 'x', status: 'SUCCESS' },
          { task: 'y', status: 'SUCCESS' },
        ],
        fresh: true,
      },
      {},
      'START when task "x" is SUCCESS and task "y" is SUCCESS, each since its own last start',
    ],
    [
      { type: 'code', expectEventKeys: ['a'], className: 'Enough' },
      {},
      'START when condition Enough is met (event "a")',
    ],
    [
      { type: 'event', event: event('a') },
      { whenAlive: 'latest' },
      'START when event "a"; while it is alive, the newest waits',
    ],
    [
      { type: 'event', event: event('a') },
      { whenAlive: 'queue', queueLimit: 7 },
      'START when event "a"; while it is alive, up to 7 wait in order',
    ],
  ])('%j %j', (condition, rest, sentence) => {
    expect(describeRule(rule(condition, rest))).toBe(sentence)
  })
})

describe('what starts a task', () => {
  const stop = { name: 'r', condition: { type: 'event', event: event('a') }, action: 'STOP' }

  it('is its workflow execution where no rule does', () => {
    expect(describeTaskRules(task({ rules: [stop] }))).toEqual([
      'START with the workflow execution',
      'STOP when event "a"',
    ])
  })

  it('is its rules', () => {
    expect(describeTaskRules(task({ rules: [{ ...stop, action: 'RESTART' }] }))).toEqual(['RESTART when event "a"'])
  })

  it('is its timer', () => {
    const rules = describeTaskRules(task({ periodicExpression: 'cron@0 6 * * *', timezone: 'Europe/Berlin' }))
    expect(rules).toEqual(['START at each cron@0 6 * * * (Europe/Berlin)'])
  })
})

describe('why an execution started', () => {
  const cause = {
    offset: 7,
    kind: 'user',
    namespace: 'd',
    key: 'k',
    value: null,
    sender: null,
    context: null,
    workflowExecutionId: null,
    createTime: 0,
  }

  const statusOf = (key: string) => ({ ...cause, kind: 'status', key, value: 'SUCCESS' })

  it.each([
    ['MANUAL', [], 'by hand'],
    ['MANUAL', [cause], 'by hand'],
    ['PERIODIC', [], 'by its timer'],
    ['EVENT', [cause], 'by event "k" (offset 7)'],
    ['EVENT', [statusOf('aiflow/task-status/w/train')], 'by task "train" becoming SUCCESS (offset 7)'],
    ['EVENT', [statusOf('aiflow/workflow-status/w')], 'by workflow "w" becoming SUCCESS (offset 7)'],
  ])('%s', (type, events, sentence) => {
    expect(describeTrigger(triggerSchema.parse({ type, rule: null, events }))).toBe(sentence)
  })
})

describe('why a task of a workflow execution started', () => {
  const cleanUp = { status: 'done' as const, cause: 'request' as const, until: null, failedTasks: [], offset: 9 }

  it.each([
    ['with it', 5, { type: 'MANUAL' }, 'with its workflow execution'],
    ['later', 6, { type: 'MANUAL' }, 'by hand'],
    ['as clean-up', 7, { type: 'MANUAL', requestOffset: 9 }, 'by the stop of its workflow execution'],
    ['by its timer', 5, { type: 'PERIODIC' }, 'by its timer'],
  ])('%s', (_, createTime, fields, sentence) => {
    const trigger = triggerSchema.parse({ rule: null, events: [], ...fields })
    expect(describeStart({ trigger, createTime }, { beginTime: 5, cleanUp })).toBe(sentence)
  })
})

describe('why a workflow execution started', () => {
  it.each([
    ['MANUAL', null, 'by hand'],
    ['PERIODIC', 'nightly', 'by schedule "nightly"'],
    ['PERIODIC', null, 'by a schedule'],
  ])('%s %s', (type, rule, sentence) => {
    expect(describeExecutionTrigger(triggerSchema.parse({ type, rule, events: [] }))).toBe(sentence)
  })
})
