import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Json } from '@aiflow/sdk/internal/json'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

/** Operators that record their calls in the file that their handle names, and that can be made to wait for files. */
const BUNDLE = bundle(`
  import { AIFlowOperator, Workflow } from '@aiflow/sdk'
  import { appendFileSync, existsSync } from 'node:fs'
  const pause = () => new Promise((resolve) => setTimeout(resolve, 5))
  const until = async (file) => { while (!existsSync(file)) await pause() }
  const say = (file, word) => appendFileSync(file, word + '\\n')
  class Job extends AIFlowOperator {
    async start(context) { say(context.trigger.events[0].value, 'start ' + JSON.stringify(context.handle.get())); return 'started' }
    async stop(context) {
      const { file, wait, fail } = context.handle.get()
      say(file, 'stop ' + context.signal.aborted)
      if (wait) await until(wait)
      if (fail && !existsSync(fail)) throw new Error('no route')
      say(file, 'gone')
    }
  }
  class Resumed extends Job {
    reattach(context, handle) { say(handle.file, 'reattach'); return 'reattached' }
  }
  class Slow extends Job {
    async start(context) {
      await context.handle.set({ ...context.parameters })
      say(context.trigger.events[0].value, 'start')
      if (context.parameters.begins) await until(context.parameters.begins)
    }
    awaitTermination(context) {
      say(context.trigger.events[0].value, 'begun')
      return new Promise((_, reject) => {
        if (context.signal.aborted) reject(context.signal.reason)
        context.signal.addEventListener('abort', () => reject(context.signal.reason))
      })
    }
  }
  export const flow = new Workflow({ name: 'flow' }, () => {
    new Job({ name: 'job' })
    new Resumed({ name: 'resumed' })
    new Slow({ name: 'slow' })
  })
`)

let stage: Stage
let file: string

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  stage.far.answer = (_request, response) => {
    response.statusCode = 204
    response.end()
    return true
  }
  file = join(stage.home, 'calls')
})

afterEach(() => stage.end())

function spec(task: string, handle: Record<string, Json> | null, changes: Partial<AttemptSpec> = {}): AttemptSpec {
  const made = codeSpec(task, { handle: handle === null ? null : { file, ...handle }, ...changes })
  const [event] = made.trigger.events
  const operator = { type: 'code', className: 'Job', isolation: 'warm', ownStop: true } as const
  return { ...made, operator, trigger: { ...made.trigger, events: [{ ...event!, value: file }] } }
}

const stopSpec = (handle: Record<string, Json>, changes: Partial<AttemptSpec> = {}) =>
  spec('job', handle, { purpose: 'stopOutside', ...changes })

const calls = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [])

const called = (call: string, times = 1) =>
  waitFor(
    () => (calls().filter((each) => each === call).length >= times ? true : null),
    () => `"${call}" after ${calls()}`,
  )

test('an attempt that finds a handle stops that work first, forgets the handle, then starts', async () => {
  await stage.worker()
  const next = spec('job', {})
  stage.far.start1(next)
  await stage.far.report(next.attemptId, 'finished')
  expect(calls()).toEqual(['stop true', 'gone', 'start null'])
  const puts = stage.far.requests
    .filter(({ path }) => path === '/api/v1/task/handle')
    .map(({ body }) => JSON.parse(body))
  expect(puts).toEqual([{ handle: null }])
})

test('an attempt whose operator can reattach continues the existing work', async () => {
  await stage.worker()
  const next = spec('resumed', {})
  stage.far.start1(next)
  const { outcome } = await stage.far.report(next.attemptId, 'finished')
  expect(outcome).toEqual({ type: 'success', output: 'reattached' })
  expect(calls()).toEqual(['reattach'])
})

test('an attempt whose earlier work cannot be stopped does not start', async () => {
  await stage.worker()
  const next = spec('job', { fail: join(stage.home, 'route') })
  stage.far.start1(next)
  const { outcome } = await stage.far.report(next.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'failed', retryable: true, message: expect.stringContaining('no route') })
  expect(calls()).toEqual(['stop true'])
})

test('the end of a stop says that the work has gone only if the stop of the operator has succeeded', async () => {
  await stage.worker()
  for (const [fail, outsideGone] of [
    ['', true],
    [join(stage.home, 'route'), undefined],
  ] as const) {
    const running = spec('slow', null, { parameters: { file, fail }, stopTimeoutSeconds: 20 })
    const starts = calls().filter((call) => call === 'begun').length
    stage.far.start1(running)
    await called('begun', starts + 1)
    stage.far.stop1(running.attemptId)
    const finished = await stage.far.report(running.attemptId, 'finished')
    expect(finished).toMatchObject({ outcome: { type: 'stopped' } })
    expect(finished.outsideGone).toBe(outsideGone)
  }
})

test('a stop that was called while the work was being started does not confirm that it is gone', async () => {
  await stage.worker()
  const begins = join(stage.home, 'begins')
  const running = spec('slow', null, { parameters: { file, begins }, stopTimeoutSeconds: 20 })
  stage.far.start1(running)
  await called('start')
  stage.far.stop1(running.attemptId)
  await called('gone')
  writeFileSync(begins, '')
  const finished = await stage.far.report(running.attemptId, 'finished')
  expect(calls()).toEqual(['start', 'stop true', 'gone', 'begun'])
  expect(finished).toMatchObject({ outcome: { type: 'stopped' } })
  expect(finished.outsideGone).toBeUndefined()
})

test('work whose process is gone is stopped by its handle alone', async () => {
  await stage.worker()
  const stop = stopSpec({})
  stage.far.start1(stop)
  const finished = await stage.far.report(stop.attemptId, 'finished')
  expect(finished).toMatchObject({ outcome: { type: 'success' }, outsideGone: true })
  expect(calls()).toEqual(['stop true', 'gone'])
})

test('a stop by handle that fails is reported, and retried until it confirms', async () => {
  await stage.worker()
  const fail = join(stage.home, 'route')
  const stop = stopSpec({ fail })
  stage.far.start1(stop)
  expect(await stage.far.report(stop.attemptId, 'stopping')).toMatchObject({
    phase: 'outside',
    error: expect.stringMatching(/no route.*retried in 1 s/),
  })
  expect(stage.far.reportsOf(stop.attemptId).some(({ type }) => type === 'finished' || type === 'running')).toBe(false)
  writeFileSync(fail, '')
  expect(await stage.far.report(stop.attemptId, 'finished')).toMatchObject({ outsideGone: true })
  expect(calls()).toEqual(['stop true', 'stop true', 'gone'])
})

test('a stop by handle that hangs is ended at its time limit and retried', async () => {
  await stage.worker()
  const wait = join(stage.home, 'wait')
  const stop = stopSpec({ wait }, { stopTimeoutSeconds: 0.3 })
  stage.far.start1(stop)
  const { error } = await stage.far.report(stop.attemptId, 'stopping')
  expect(error).toContain('exceeded its time limit')
  writeFileSync(wait, '')
  expect(await stage.far.report(stop.attemptId, 'finished')).toMatchObject({ outsideGone: true })
})

test('a stop by handle goes on after kill -9 of the worker, and after a new boot', async () => {
  const worker = await stage.process()
  const wait = join(stage.home, 'wait')
  const stop = stopSpec({ wait }, { stopTimeoutSeconds: 20, bootId: 'the boot before' })
  stage.far.start1(stop)
  await called('stop true')
  await worker.kill()
  await stage.process()
  writeFileSync(wait, '')
  expect(await stage.far.report(stop.attemptId, 'finished')).toMatchObject({ outsideGone: true })
  expect(calls()).toEqual(['stop true', 'gone'])
})

test.each(['while it is called', 'between two tries'])(
  'a stop of work outside that the server no longer waits for ends: %s',
  async (when) => {
    await stage.worker()
    const never = join(stage.home, 'never')
    const given = when === 'between two tries' ? { fail: never } : { wait: never }
    const stop = stopSpec(given, { stopTimeoutSeconds: 0.2, graceSeconds: 0.1 })
    stage.far.start1(stop)
    await called('stop true')
    if (when === 'between two tries') await stage.far.report(stop.attemptId, 'stopping')
    stage.far.send({ type: 'stop', attemptIds: [stop.attemptId] })
    const { outcome, outsideGone } = await stage.far.report(stop.attemptId, 'finished')
    expect([outcome.type, outsideGone]).toEqual(['stopped', undefined])
    expect(calls()).not.toContain('gone')
  },
)
