import { DEFAULT_WORKER_LIMITS, type EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { bashSpec, event, SNAPSHOT } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'

const BUNDLE = bundle(`
  import { Condition, FunctionOperator, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
  const kept = []
  const state = new ValueStateDescriptor('state')
  const condition = (isMet) => new (class extends Condition { constructor() { super(['k']) } isMet(...words) { return isMet(...words) } })()
  const rules = {
    count: (event, context) => { context.getState(state).update((context.getState(state).value() ?? 0) + 1); return true },
    environment: () => JSON.stringify([process.env.LEFT ?? null, process.cwd().includes('children')]) === '[null,true]',
    process: (event, context) => { context.getState(state).update(process.pid); return true },
    keeps: () => kept.push(new Array(100_000).fill(kept.length + 0.5)) > 0,
    text: () => { throw 'just text' },
    nothing: () => { throw undefined },
    huge: () => { throw new Error('x'.repeat(10_000_000)) },
    exits: () => process.exit(4),
    forever: () => { for (;;); },
    never: () => new Promise(() => {}),
    hungry: () => { const all = []; for (;;) all.push(new Array(100000).fill({ a: all.length })) },
    floods: () => { const line = 'x'.repeat(999); for (let i = 0; i < 30_000; i += 1) console.log(line); return true },
    giant: (event, context) => { context.getState(state).update('x'.repeat(40_000_000)); return true },
    env: () => { process.env.LEFT = '1'; return true },
    cwd: () => { process.chdir('/'); return true },
    timers: () => { for (let i = 0; i < 200; i += 1) setInterval(() => {}, 1000); return true },
    late: () => { setTimeout(() => Promise.reject(new Error('much too late')), 30); return true },
  }
  export const flow = new Workflow({ name: 'flow' }, () => {
    const task = new FunctionOperator({ name: 't', run: () => 1 })
    for (const [name, isMet] of Object.entries(rules)) task.actionOnCondition('START', condition(isMet), { name })
  })
`)

let stage: Stage
let asked = 0
let counting: Promise<number>
let isOver: boolean

beforeAll(async () => {
  stage = await Stage.create(BUNDLE)
  const limits = { ...DEFAULT_WORKER_LIMITS, conditionHeapBytes: 96 * 1024 * 1024, logBytes: 8 * 1024 * 1024 }
  await stage.worker({ limits })
  await ask('count')
})

afterAll(() => stage.end())

/** Another lane asks all the while; each of its questions is answered with the right count. */
beforeEach(() => {
  isOver = false
  counting = count()
})

afterEach(otherLaneWasAnswered)

async function otherLaneWasAnswered(): Promise<void> {
  isOver = true
  expect(await counting).toBeGreaterThan(0)
}

async function count(): Promise<number> {
  let state = 0
  do {
    const result = await ask('count', { states: { state } })
    expect(result).toEqual({ type: 'ok', met: true, states: { state: state + 1 } })
    state += 1
  } while (!isOver)
  return state
}

async function ask(name: string, changes: Partial<EvaluateRequest> = {}) {
  asked += 1
  const question: EvaluateRequest = {
    type: 'evaluate',
    requestId: `request-${asked}`,
    snapshotHash: SNAPSHOT,
    namespace: 'default',
    workflowName: 'flow',
    rule: { type: 'task', task: 't', name },
    event: event('k', 'v'),
    states: {},
    taskStatuses: {},
    timeoutMs: 15_000,
    ...changes,
  }
  stage.far.send(question)
  return (await stage.far.message('evaluated', (message) => message.requestId === question.requestId)).result
}

async function messageOf(name: string, changes: Partial<EvaluateRequest> = {}): Promise<string> {
  const result = await ask(name, changes)
  if (result.type !== 'error') throw new Error(`${name}: ${JSON.stringify(result)}`)
  expect(result.cause).toBe('condition')
  expect(result.message.length).toBeLessThan(5000)
  return result.message
}

test.each([
  ['text', 'just text'],
  ['nothing', 'undefined'],
  ['huge', '… (10000000 characters)'],
  ['giant', 'The state "state" is longer than 1048576 bytes'],
  ['env', 'cannot change the environment'],
  ['cwd', 'cannot change the working folder'],
])('a condition that throws is an error of its own: %s', async (name, message) => {
  expect(await messageOf(name)).toContain(message)
})

test('a task beside it goes on', async () => {
  const spec = bashSpec('sleep 0.5; echo done')
  stage.far.start1(spec)
  await messageOf('hungry')
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
})

test('a condition that floods its log is answered', async () => {
  expect(await ask('floods')).toMatchObject({ type: 'ok', met: true })
})

test.each(['timers', 'late'])('what a condition leaves behind ends with its process: %s', async (name) => {
  const before = await ask('process')
  expect(await ask(name)).toMatchObject({ type: 'ok', met: true })
  await stage.far.until(async () => {
    const after = await ask('process')
    return after.type === 'ok' && before.type === 'ok' && after.states.state !== before.states.state
  })
})

test('a condition that keeps memory fails none, since its process is replaced in time', async () => {
  for (let asks = 0; asks < 200; asks += 1) expect(await ask('keeps')).toEqual({ type: 'ok', met: true, states: {} })
})

test('the state that all conditions share is unchanged', async () => {
  expect(await ask('environment')).toMatchObject({ type: 'ok', met: true })
})
