import type { Why, WhyNot, WhyNotRule } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { createColors } from '../text/colors.ts'
import { showTime } from '../text/time.ts'
import { whyLines } from './why-lines.ts'
import { whyNotLines, whyNotTriggerLines } from './why-not-lines.ts'

const TIME = 1_780_000_000_000
const AT = showTime(TIME)
const paper = { colors: createColors(false), layout: { width: 80, paintTitle: (title: string) => title } }

function event(more: Partial<Extract<Why['links'][number], { type: 'event' }>['event']> = {}) {
  return {
    offset: 7,
    kind: 'user',
    key: 'data',
    value: '1',
    sender: null,
    principal: null,
    workflowExecutionId: null,
    createTime: TIME,
    ...more,
  } as const
}

function rule(more: Partial<WhyNotRule>): WhyNotRule {
  return {
    name: 'r',
    action: 'START',
    condition: { type: 'event', event: { key: 'data' } },
    text: 'event "data"',
    waitsFor: [],
    notMet: null,
    verdicts: [],
    refusal: null,
    deadLetters: [],
    ...more,
  }
}

const TASK = {
  type: 'taskExecution',
  workflowExecutionId: 1,
  namespace: 'default',
  workflowName: 'w',
  taskName: 'join',
  sequenceNumber: 2,
  status: 'SUCCESS',
  offset: 9,
  time: TIME,
} as const

test('the chain names each link, what its condition saw, and ends at the first cause', () => {
  const links: Why['links'] = [
    TASK,
    {
      type: 'rule',
      task: 'join',
      name: 'both',
      action: 'START',
      condition: null,
      text: 'all of event "a", event "data"',
      events: [event({ offset: 5, key: 'a', value: null }), event()],
      eventCount: 2,
      statuses: [{ task: 'up', status: null, offset: null }],
      states: [{ name: 'count', before: null, after: '3' }],
      waitedFor: '1/join/1',
    },
    { type: 'event', event: event({ sender: '1/up/1', value: 'x\ny' }) },
    {
      type: 'request',
      offset: 2,
      time: TIME,
      action: 'startExecution',
      sender: 'anna',
      principal: 'token:anna',
      requestId: 'r-1',
    },
  ]
  expect(whyLines({ links, next: null }, paper)).toEqual([
    `● 1/join/2  SUCCESS  ${AT}  offset 9`,
    '│   rule "both"',
    '│   START when all of event "a", event "data"',
    '│   saw event "a"  (offset 5)',
    '│   saw event "data" = 1  (offset 7)',
    '│   saw task "up" had not run',
    '│   state "count": none → 3',
    '│   waited until 1/join/1 had ended',
    '│',
    `◆ event "data"  ${AT}  offset 7`,
    '│   x\\ny',
    '│   sent by 1/up/1',
    '│',
    `■ start of the workflow execution, requested by "anna"  ${AT}  offset 2`,
    '    request r-1',
  ])
})

const REQUEST = {
  type: 'request',
  offset: 2,
  time: TIME,
  action: 'taskAction',
  sender: 'anna',
  principal: 'token:anna',
  requestId: null,
} as const
test.each<[string, Why['links'][number]]>([
  ['START join', { ...REQUEST, task: 'join', taskAction: 'START' }],
  ['RESTART join', { ...REQUEST, task: 'join', taskAction: 'RESTART' }],
  ['STOP up', { ...REQUEST, task: 'up', taskAction: 'STOP' }],
  ['STOP up by force', { ...REQUEST, action: 'forceStop', task: 'up' }],
  ['action on the task', REQUEST],
  ['STOP the task by force', { ...REQUEST, action: 'forceStop' }],
  ['rerun of the workflow execution', { ...REQUEST, action: 'rerunExecution' }],
])('a request by hand is told as "%s"', (what, link) => {
  const lines = whyLines({ links: [TASK, link], next: null }, paper)
  expect(lines.at(-1)).toBe(`■ ${what}, requested by "anna"  ${AT}  offset 2`)
})

test('a chain that goes on says how, and missing history is said', () => {
  const next = { workflowExecutionId: 1, taskName: 'up', sequenceNumber: 4 }
  expect(whyLines({ links: [TASK], next }, paper).at(-1)).toBe('… continues: aiflow why 1/up/4')
  const gone = whyLines({ links: [TASK, { type: 'missing', text: 'It is gone.' }], next: null }, paper)
  expect(gone.at(-1)).toBe('? It is gone.')
})

test('long values are wrapped and cut, so that nothing is wider than the terminal', () => {
  const links: Why['links'] = [
    { type: 'event', event: event({ value: 'long '.repeat(200) }) },
    { type: 'timer', offset: 3, time: TIME, dueTime: TIME, schedule: 'hourly' },
  ]
  const lines = whyLines({ links, next: null }, paper)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(lines).toHaveLength(7)
  expect(lines.at(-1)).toBe(`■ schedule "hourly", due ${AT}  offset 3`)
})

test('why not tells what stands in the way, then of each rule what it waits for and made of the last events', () => {
  const answer: WhyNot = {
    workflowExecutionId: 1,
    task: 'join',
    status: null,
    sequenceNumber: null,
    hindrances: ['Workflow execution 1 is paused: events wait until it is resumed.'],
    starts: [],
    nextTime: TIME,
    rules: [
      rule({
        condition: { type: 'allEvents', events: [{ key: 'a' }, { key: 'data' }] },
        text: 'all of event "a", event "data"',
        waitsFor: [
          { text: 'event "a"', isSeen: false, event: null, status: null },
          { text: 'event "data"', isSeen: true, event: event(), status: null },
        ],
        notMet: { count: 2, lastOffset: 7, time: TIME, reason: 'waits for "a"; has seen "data" (offset 7)' },
      }),
      rule({
        name: 'after',
        condition: { type: 'taskStatus', task: 'up', status: 'SUCCESS' },
        text: 'task "up" is SUCCESS',
        waitsFor: [{ text: 'task "up" is SUCCESS', isSeen: false, event: null, status: 'FAILED' }],
        refusal: 'the rule is disabled',
      }),
    ],
  }
  expect(whyNotLines(answer, paper)).toEqual([
    '1/join has not run yet',
    '! Workflow execution 1 is paused: events wait until it is resumed.',
    `· Its timer fires next at ${AT}.`,
    '',
    'rule "r"',
    '  START when all of event "a", event "data"',
    '  ✗ event "a": not seen yet',
    `  ✓ event "data"  ${AT}  offset 7`,
    '    1',
    `  not met 2 times, the last time ${AT}  offset 7`,
    '    waits for "a"; has seen "data" (offset 7)',
    '',
    'rule "after"',
    '  START when task "up" is SUCCESS',
    '  ! the rule is disabled',
    '  ✗ task "up" is SUCCESS: it is FAILED',
  ])
})

test('a rule on how tasks end ticks off those that have ended or are skipped', () => {
  const skipped = 'task "b" is done (skipped: nothing can start it any more)'
  const answer: WhyNot = {
    workflowExecutionId: 1,
    task: 'join',
    status: null,
    sequenceNumber: null,
    hindrances: [],
    starts: [],
    nextTime: null,
    rules: [
      rule({
        condition: { type: 'taskOutcomes', tasks: ['a', 'b', 'c'], when: 'allDone' },
        text: 'all of the tasks "a", "b", "c" are done',
        waitsFor: [
          { text: 'task "a" is done', isSeen: true, event: null, status: 'FAILED' },
          { text: skipped, isSeen: true, event: null, status: null },
          { text: 'task "c" is done', isSeen: false, event: null, status: 'RUNNING' },
        ],
      }),
    ],
  }
  expect(whyNotLines(answer, paper).slice(2)).toEqual([
    'rule "r"',
    '  START when all of the tasks "a", "b", "c" are done',
    '  ✓ task "a" is done',
    `  ✓ ${skipped}`,
    '  ✗ task "c" is done: it is RUNNING',
  ])
})

test('a trigger is told like a rule', () => {
  const verdict = {
    id: 1,
    eventOffset: 7,
    task: null,
    rule: 't',
    verdict: 'ignored',
    action: null,
    reason: 'the trigger is paused',
    resultId: null,
    createTime: TIME,
  } as const
  const answer = {
    namespace: 'default',
    workflow: 'w',
    trigger: 't',
    hindrances: ['The trigger "t" is paused.'],
    rule: rule({
      action: null,
      waitsFor: [{ text: 'event "data"', isSeen: false, event: null, status: null }],
      verdicts: [{ ...verdict, verdict: 'fired', reason: null, resultId: 12 }, verdict],
    }),
  }
  expect(whyNotTriggerLines(answer, paper)).toEqual([
    'trigger "t" of workflow "w"',
    '! The trigger "t" is paused.',
    '',
    'its condition',
    '  starts a workflow execution when event "data"',
    '  · waits for the next event "data"',
    `  fired: workflow execution 12  ${AT}  offset 7`,
    `  ignored: the trigger is paused  ${AT}  offset 7`,
  ])
})
