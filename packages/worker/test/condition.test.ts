import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { isAlive } from './support/processes.ts'
import { event, SNAPSHOT } from './support/specs.ts'
import { Stage } from './support/stage.ts'
import { WorkerProcess } from './support/worker-process.ts'

const BUNDLE = bundle(`
  import { Condition, FunctionOperator, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
  const count = new ValueStateDescriptor('count')
  class EveryThird extends Condition {
    constructor() { super(['k']) }
    isMet(event, context) {
      const state = context.getState(count)
      state.update((state.value() ?? 0) + 1)
      return state.value() === 3
    }
  }
  class Throws extends Condition {
    constructor() { super(['k']) }
    isMet(event, context) { context.getState(count).update(9); throw new RangeError('bad value') }
  }
  class Forever extends Condition { constructor() { super(['k']) } isMet() { for (;;); } }
  class Hungry extends Condition {
    constructor() { super(['k']) }
    isMet() { const all = []; for (;;) all.push(new Array(100000).fill({ a: all.length })) }
  }
  class Process extends Condition {
    constructor() { super(['k']) }
    isMet(event, context) { context.getState(count).update(process.pid); return context.getTaskStatus('t') === 'SUCCESS' }
  }
  class Forgets extends Condition {
    constructor() { super(['k']) }
    isMet(event, context) { context.getState(count).clear(); return context.getState(count).value() === null }
  }
  export const flow = new Workflow({ name: 'flow' }, (workflow) => {
    const task = new FunctionOperator({ name: 't', run: () => 1 })
    task.actionOnCondition('START', new EveryThird(), { name: 'third' })
    task.actionOnCondition('START', new Throws(), { name: 'throws' })
    task.actionOnCondition('START', new Forever(), { name: 'forever' })
    task.actionOnCondition('START', new Hungry(), { name: 'hungry' })
    task.actionOnCondition('START', new Process(), { name: 'process' })
    task.actionOnCondition('START', new Forgets(), { name: 'forgets' })
    workflow.trigger('again', new EveryThird())
  })
`)

let stage: Stage
let asked = 0

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  await stage.worker()
})

afterEach(() => stage.end())

function request(changes: Partial<EvaluateRequest>): EvaluateRequest {
  asked += 1
  return {
    type: 'evaluate',
    requestId: `request-${asked}`,
    snapshotHash: SNAPSHOT,
    namespace: 'default',
    workflowName: 'flow',
    rule: { type: 'task', task: 't', name: 'third' },
    event: event('k', 'v'),
    states: {},
    taskStatuses: {},
    timeoutMs: 5000,
    ...changes,
  }
}

async function answerTo(question: EvaluateRequest) {
  stage.far.send(question)
  return (await stage.far.message('evaluated', (message) => message.requestId === question.requestId)).result
}

function evaluate(name: string, changes: Partial<EvaluateRequest> = {}) {
  return answerTo(request({ rule: { type: 'task', task: 't', name }, ...changes }))
}

test('a condition sees its state, and what it changed comes back', async () => {
  expect(await evaluate('third', { states: { count: 1 } })).toEqual({ type: 'ok', met: false, states: { count: 2 } })
  expect(await evaluate('third', { states: { count: 2 } })).toEqual({ type: 'ok', met: true, states: { count: 3 } })
})

test('further events are evaluated until the condition is met', async () => {
  let left = ['1', '2', '3', '4'].map((value) => event('k', value))
  let states = {}
  const met: boolean[] = []
  // On a busy machine the time for further events may be over before all of them are evaluated. The rest is asked again.
  while (met.at(-1) !== true) {
    const [next, ...following] = left
    if (next === undefined) break
    const answer = await evaluate('third', { event: next, following, states })
    if (answer.type === 'error') throw new Error(answer.message)
    const answers = [answer, ...(answer.following ?? [])]
    met.push(...answers.map((each) => each.met))
    states = answers.at(-1)?.states ?? {}
    left = left.slice(answers.length)
  }
  expect(met).toEqual([false, false, true])
  expect(states).toEqual({ count: 3 })
})

test('a state that a condition clears comes back as null', async () => {
  expect(await evaluate('forgets', { states: { count: 1 } })).toEqual({
    type: 'ok',
    met: true,
    states: { count: null },
  })
})

test('a condition sees the status of tasks', async () => {
  expect(await evaluate('process', { taskStatuses: { t: 'SUCCESS' } })).toMatchObject({ met: true })
  expect(await evaluate('process', { taskStatuses: { t: null } })).toMatchObject({ met: false })
})

test('the condition of a trigger is found by its name', async () => {
  expect(await answerTo(request({ rule: { type: 'trigger', name: 'again' }, states: { count: 2 } }))).toMatchObject({
    met: true,
  })
})

test('a condition that throws is an error, and its state changes are dropped', async () => {
  expect(await evaluate('throws')).toEqual({ type: 'error', cause: 'condition', message: 'RangeError: bad value' })
})

test('a rule that the bundle does not have is an error', async () => {
  expect(await evaluate('unknown')).toMatchObject({
    type: 'error',
    cause: 'condition',
    message: expect.stringContaining('"unknown"'),
  })
})

test('a condition that exceeds its time limit is ended, and those behind it are answered', async () => {
  await evaluate('third')
  const slow = request({ rule: { type: 'task', task: 't', name: 'forever' }, timeoutMs: 300 })
  const behind = [request({ states: { count: 2 } }), request({ states: { count: 1 } })]
  const [first, second, third] = await Promise.all([slow, ...behind].map(answerTo))
  expect(first).toEqual({ type: 'error', cause: 'condition', message: expect.stringContaining('limit of 300 ms') })
  expect([second, third]).toMatchObject([{ met: true }, { met: false }])
})

test('a condition that runs out of memory is an error of the condition', async () => {
  expect(await evaluate('hungry', { timeoutMs: 15_000 })).toMatchObject({ type: 'error', cause: 'condition' })
}, 20_000)

test('a child that was killed is an error of the condition, and the next question gets a new child', async () => {
  const first = await evaluate('process')
  const pid = first.type === 'ok' ? Number(first.states.count) : 0
  const slow = request({ rule: { type: 'task', task: 't', name: 'forever' } })
  const answer = answerTo(slow)
  await stage.far.settled()
  process.kill(pid, 'SIGKILL')
  expect(await answer).toMatchObject({ type: 'error', cause: 'condition' })
  expect(isAlive(pid)).toBe(false)
  expect(await evaluate('third')).toMatchObject({ type: 'ok' })
})

test('a bundle that cannot be imported is an error of the condition', async () => {
  stage.far.bundles.set('broken-snapshot', 'throw new Error("no import")')
  expect(await evaluate('third', { snapshotHash: 'broken-snapshot' })).toEqual({
    type: 'error',
    cause: 'condition',
    message: 'The bundle of the workflow could not be imported: Error: no import',
  })
})

test('a busy condition child of a killed worker is ended by the next one', async () => {
  const [worker] = stage.workers
  await worker!.stop()
  const killed = new WorkerProcess(stage.home)
  await stage.far.connected(2)
  const first = await evaluate('process')
  const pid = first.type === 'ok' ? Number(first.states.count) : 0
  stage.far.send(request({ rule: { type: 'task', task: 't', name: 'forever' }, timeoutMs: 60_000 }))
  await stage.far.settled()
  await killed.kill()
  await stage.worker()
  await stage.far.until(() => !isAlive(pid))
  expect(pid).toBeGreaterThan(1)
})
