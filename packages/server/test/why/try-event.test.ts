import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bash, IDLE, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'
import { type Content, tryOn, tryThenSendOn } from './trying.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ guards: { conditionFailures: 2 } })
})

afterEach(async () => {
  await harness.dispose()
})

type Definition = Record<string, unknown>

const tryEvent = (content?: Content) => tryOn(harness, content)
const tryThenSend = (content?: Content) => tryThenSendOn(harness, content)

const starts = (condition: Definition, more: Definition = {}) => ({ name: 'r', action: 'START', condition, ...more })
const living = (...tasks: Definition[]) => ({ lifetime: 'untilStopped', tasks: [bash('other'), ...tasks] })
/** An execution of a workflow with one more task, "a", which has these rules. */
async function withRules(...rules: Definition[]): Promise<number> {
  await harness.upload(living(bash('a', { rules })))
  return harness.start()
}

const GO = { key: 'go' }

describe('each kind of condition', () => {
  test.each<[string, Definition, Content, string]>([
    ['event', { type: 'event', event: GO }, {}, 'fired start'],
    ['event with a value', { type: 'event', event: { ...GO, filter: { equals: '1' } } }, { value: '1' }, 'fired start'],
    [
      'event with another value',
      { type: 'event', event: { ...GO, filter: { matches: '^9' } } },
      { value: '1' },
      'notMet "go" is "1", the filter asks for matching /^9/',
    ],
    [
      'event without a value',
      { type: 'event', event: { ...GO, filter: { in: ['1'] } } },
      {},
      'notMet "go" has no value',
    ],
    ['any event', { type: 'anyEvent', events: [GO, { key: 'b' }] }, {}, 'fired start'],
    [
      'any event, none',
      { type: 'anyEvent', events: [{ ...GO, filter: { equals: '1' } }, { key: 'b' }] },
      {},
      'notMet "go" has no value',
    ],
    [
      'all events, the first',
      { type: 'allEvents', events: [GO, { key: 'b' }] },
      {},
      'notMet waits for "b"; has seen "go"',
    ],
    ['CEL', { type: 'cel', keys: ['go'], expression: 'event.value == "1"' }, { value: '1' }, 'fired start'],
    ['CEL, not met', { type: 'cel', keys: ['go'], expression: 'event.value == "2"' }, { value: '1' }, 'notMet'],
    ['CEL on any key', { type: 'cel', expression: 'event.sender == "ci"' }, { sender: 'ci' }, 'fired start'],
    ['CEL that fails', { type: 'cel', keys: ['go'], expression: 'event.json.a > 1' }, { value: '{' }, ''],
  ])('%s', async (_, condition, content, expected) => {
    const id = await withRules(starts(condition))
    const [outcome] = await tryThenSend(content)
    expect(outcome).toContain(`${id}/a "r": ${expected}`)
  })

  test('a condition on several events takes those that came before as they are', async () => {
    const id = await withRules(starts({ type: 'allEvents', events: [GO, { key: 'b' }, { key: 'c' }] }))
    await harness.send('b', 'x'.repeat(5000))
    expect(await tryThenSend({ key: 'c' })).toEqual([expect.stringContaining('waits for "go"; has seen "b"')])
    expect(await tryThenSend()).toEqual([`${id}/a "r": fired start`])
    expect(await tryThenSend()).toEqual([expect.stringContaining('waits for "b", "c"')])
  })

  test('a condition on tasks does not hear events', async () => {
    await harness.upload(living(bash('a', { rules: [startAfter('other')] })))
    await harness.start()
    expect(await tryThenSend()).toEqual([])
  })
})

describe('each action in each state of its task', () => {
  const NAMES = ['ignore', 'latest', 'queue', 'stop', 'restart']
  const ACTIONS: readonly Definition[] = [
    { action: 'START', whenAlive: 'ignore' },
    { action: 'START', whenAlive: 'latest' },
    { action: 'START', whenAlive: 'queue', queueLimit: 1 },
    { action: 'STOP' },
    { action: 'RESTART' },
  ]
  const forAll = async (act: (task: string) => Promise<unknown>) => {
    for (const name of NAMES) await act(name)
  }
  const run = async () => {
    await harness.send('begin')
    await forAll((task) => harness.running(task))
  }

  test.each<[string, () => Promise<unknown>, string[]]>([
    ['never ran', async () => {}, ['start', 'start', 'start', 'nothing to stop', 'start']],
    ['is queued', () => harness.send('begin'), ['alive', 'wait', 'wait', 'stop', 'restart']],
    ['is running', run, ['alive', 'wait', 'wait', 'stop', 'restart']],
    [
      'is running, with a start that waits',
      async () => {
        await run()
        await harness.send('begin')
      },
      ['alive', 'wait', 'queue full', 'stop', 'restart'],
    ],
    [
      'is retrying',
      async () => {
        await run()
        await forAll((task) => harness.fail(task))
      },
      ['alive', 'wait', 'wait', 'stop', 'restart'],
    ],
    [
      'is stopping',
      async () => {
        await run()
        await harness.send('end')
      },
      ['wait', 'wait', 'wait', 'already stopping', 'wait'],
    ],
    [
      'is stopping, with starts that wait',
      async () => {
        await run()
        await harness.send('end')
        await harness.send('begin')
        await harness.send('begin')
      },
      ['a start already waits', 'wait', 'queue full', 'dropWaiting', 'wait'],
    ],
    [
      'has succeeded',
      async () => {
        await run()
        await forAll((task) => harness.succeed(task))
      },
      ['start', 'start', 'start', 'nothing to stop', 'start'],
    ],
  ])('a task that %s', async (_, prepare, expected) => {
    const condition = { type: 'event', event: GO }
    const others = [onEvent('START', 'begin', { whenAlive: 'queue', queueLimit: 3 }), onEvent('STOP', 'end')]
    const tasks = NAMES.map((name, index) =>
      bash(name, { rules: [...others, { name: 'r', condition, ...ACTIONS[index] }], retry: { retries: 3 } }),
    )
    await harness.upload(living(...tasks))
    const id = await harness.start()
    await prepare()
    const told = expected.map((word, index) => {
      const isEffect = ['start', 'wait', 'stop', 'restart', 'dropWaiting'].includes(word)
      return `${id}/${NAMES[index]} "r": ${isEffect ? 'fired' : 'ignored'} ${word}`
    })
    expect(await tryThenSend()).toEqual(told.sort())
  })

  test('an execution that is stopping refuses', async () => {
    const id = await withRules(onEvent('START', 'go'), onEvent('STOP', 'go', { name: 'late' }))
    await harness.running('other')
    await harness.control({ type: 'stopExecution', workflowExecutionId: id })
    expect(await tryThenSend()).toEqual([
      `${id}/a "late": overruled the rule "start-on-go" came first`,
      `${id}/a "start-on-go": ignored execution is stopping`,
    ])
    const { lanes } = await tryEvent()
    expect(lanes[0]?.hindrances).toEqual([`Workflow execution ${id} is stopping: every start is refused.`])
  })

  test('only tasks of a clean-up start in an execution that is stopping', async () => {
    await harness.upload(living(bash('clean', { onStop: true, rules: [onEvent('RESTART', 'go')] })))
    const id = await harness.start()
    await harness.running('other')
    await harness.control({ type: 'stopExecution', workflowExecutionId: id })
    expect(await tryThenSend()).toEqual([`${id}/clean "restart-on-go": fired start`])
  })
})

describe('rules that are not asked, or come too late', () => {
  test('for each task the first action wins', async () => {
    const rules = [onEvent('START', 'go'), onEvent('STOP', 'go', { name: 'second' })]
    await harness.upload(living(bash('a', { rules }), bash('b', { rules: [onEvent('START', 'go')] })))
    const id = await harness.start()
    expect(await tryThenSend()).toEqual([
      `${id}/a "second": overruled the rule "start-on-go" came first`,
      `${id}/a "start-on-go": fired start`,
      `${id}/b "start-on-go": fired start`,
    ])
  })

  test('a rule that is disabled', async () => {
    const id = await withRules(onEvent('START', 'go'))
    await harness.control({ type: 'disableRule', workflowExecutionId: id, task: 'a', rule: 'start-on-go' })
    expect(await tryThenSend()).toEqual([`${id}/a "start-on-go": ignored the rule is disabled`])
  })

  test('rules that fail because the budget of their execution is used up, until their circuits are open', async () => {
    const heavy = Array.from({ length: 10 }, (_, n) => ({
      ...starts({ type: 'event', event: { ...GO, filter: { matches: `x{60}${n}` } } }),
      name: `r${n}`,
    }))
    await withRules(...heavy)
    const value = 'x'.repeat(200_000)
    const count = (outcomes: string[], word: string) => outcomes.filter((outcome) => outcome.includes(word)).length
    expect(count(await tryThenSend({ value }), ': failed not judged')).toBe(3)
    expect(count(await tryThenSend({ value }), ': failed not judged')).toBe(3)
    expect(count(await tryThenSend({ value }), ': ignored circuit open')).toBe(3)
    harness.now += 60_000
    expect(count(await tryThenSend({ value: 'short' }), ': notMet')).toBe(10)
  })

  test('the event goes to the execution that it names, and to no trigger', async () => {
    const triggers = [{ name: 't', condition: { type: 'event', event: GO } }]
    await harness.upload({ ...living(bash('a', { rules: [onEvent('START', 'go')] })), triggers })
    await harness.start()
    const id = await harness.start()
    expect(await tryThenSend({ workflowExecutionId: id })).toEqual([`${id}/a "start-on-go": fired start`])
    expect(await tryThenSend()).toHaveLength(3)
  })
})

describe('what cannot be told, or is not heard', () => {
  const code = { type: 'code', expectEventKeys: ['go'], className: 'Custom' }

  test('a condition with code is not tried, and may come first', async () => {
    const rules = [onEvent('START', 'go', { name: 'early' }), starts(code), onEvent('STOP', 'go')]
    await harness.upload(living(bash('a', { rules: [starts(code), ...rules.slice(2)] }), bash('b', { rules })))
    await harness.start()
    const { lanes } = await tryEvent()
    expect(harness.worker.asked).toEqual([])
    expect(lanes[0]?.rules.map(({ task, rule, verdict, unless }) => [task, rule, verdict, unless])).toEqual([
      ['a', 'r', 'notTried', null],
      ['a', 'stop-on-go', 'ignored', 'r'],
      ['b', 'early', 'fired', null],
      ['b', 'r', 'notTried', null],
      ['b', 'stop-on-go', 'overruled', null],
    ])
    expect(lanes[0]?.rules[3]?.reason).toContain('if it were met, the rule "early" came first')
  })

  test('a paused execution judges it later', async () => {
    const id = await withRules(onEvent('START', 'go'))
    await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
    const { lanes } = await tryEvent()
    expect(lanes).toMatchObject([{ hindrances: [expect.stringContaining('is paused')], rules: [{ verdict: 'fired' }] }])
  })

  test('an execution that has ended hears nothing', async () => {
    await harness.upload({ tasks: IDLE })
    const id = await harness.start()
    const { lanes } = await tryEvent({ workflowExecutionId: id })
    expect(lanes).toEqual([
      { workflowExecutionId: id, workflowName: 'w', hindrances: [expect.stringContaining('has ended')], rules: [] },
    ])
    expect((await tryEvent()).lanes).toEqual([])
  })

  test('it is refused as the event would be', async () => {
    await expect(tryEvent({ namespace: 'none' })).rejects.toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
    await expect(tryEvent({ workflowExecutionId: 7 })).rejects.toMatchObject({ code: 'WORKFLOW_EXECUTION_NOT_FOUND' })
  })

  test('of many executions, the oldest are tried, and the others are counted', async () => {
    await harness.upload(living(bash('a', { rules: [onEvent('START', 'go')] })))
    for (let n = 0; n < 103; n += 1) await harness.start()
    const { lanes, more } = await tryEvent()
    expect([lanes.length, lanes[0]?.workflowExecutionId, more]).toEqual([100, 1, 3])
  })
})
