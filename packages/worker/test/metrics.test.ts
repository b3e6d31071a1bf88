import type { Json } from '@aiflow/sdk/internal/json'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { bashSpec, codeSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const BUNDLE = bundle(`
  import { AIFlowOperator, FunctionOperator, Workflow } from '@aiflow/sdk'
  const pause = (ms, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => { clearTimeout(timer); resolve() })
  })
  class Counting extends AIFlowOperator {
    asked = 0
    constructor(name, ms, answer) { super({ name, metricsSeconds: 1 }); this.ms = ms; this.answer = answer }
    async start(context) { await pause(this.ms, context.signal); return 'done' }
    getMetrics() { this.asked += 1; return this.answer(this.asked) }
  }
  export const flow = new Workflow({ name: 'flow' }, () => {
    new Counting('short', 0, (asked) => ({ asked }))
    new Counting('long', 60_000, (asked) => ({ asked }))
    new Counting('throws', 0, () => { throw new Error('no numbers') })
    new Counting('odd', 0, () => ({ good: 1.5, none: NaN, text: 'x', list: [1, { a: null }], ['n'.repeat(100)]: 1 }))
    new Counting('large', 0, () => ({ small: 1, large: 'x'.repeat(20_000) }))
    new Counting('many', 0, () => Object.fromEntries(Array.from({ length: 80 }, (_, index) => ['m' + index, index])))
    new FunctionOperator({ name: 'silent', run: () => 1 })
    new FunctionOperator({ name: 'parameters', run: (context) => context.parameters })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  await stage.worker()
})

afterEach(() => stage.end())

const METRICS = { operator: { type: 'code', className: 'Counting', isolation: 'warm', metricsSeconds: 1 } } as const

function metricsOf(attemptId: string): Record<string, Json>[] {
  return stage.far.reportsOf(attemptId).flatMap((report) => (report.type === 'metrics' ? [report.metrics] : []))
}

async function run(taskName: string) {
  const spec = codeSpec(taskName, METRICS)
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return { outcome, metrics: metricsOf(spec.attemptId) }
}

test('a task that ended without a stop is asked for its metrics once more, before its end is reported', async () => {
  expect(await run('short')).toEqual({ outcome: { type: 'success', output: 'done' }, metrics: [{ asked: 1 }] })
})

test('a task is asked again and again while it runs', async () => {
  const spec = codeSpec('long', METRICS)
  stage.far.start1(spec)
  await stage.far.until(() => metricsOf(spec.attemptId).length >= 2)
  expect(metricsOf(spec.attemptId).slice(0, 2)).toEqual([{ asked: 1 }, { asked: 2 }])
  stage.far.stop1(spec.attemptId)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome.type).toBe('stopped')
})

test('a task whose metrics cannot be read continues without them', async () => {
  expect(await run('throws')).toEqual({ outcome: { type: 'success', output: 'done' }, metrics: [] })
  expect((await run('silent')).metrics).toEqual([])
})

test('any JSON with a short name is kept, up to 50 values and 16 KiB', async () => {
  expect((await run('odd')).metrics).toEqual([{ good: 1.5, text: 'x', list: [1, { a: null }] }])
  expect((await run('large')).metrics).toEqual([{ small: 1 }])
  const [many = {}] = (await run('many')).metrics
  expect(Object.keys(many)).toHaveLength(50)
})

test('the log of a task says once what of its metrics is left out', async () => {
  const spec = codeSpec('odd', METRICS)
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'finished')
  expect(await stage.far.log(spec.attemptId)).toBe(
    'The metric "none" is left out. It is NaN, which JSON does not have.\n',
  )
})

test('code and commands get the parameters of their workflow execution', async () => {
  const parameters = { model: 'm', sizes: [1, 2] }
  const code = codeSpec('parameters', { parameters })
  stage.far.start1(code)
  expect((await stage.far.report(code.attemptId, 'finished')).outcome).toEqual({ type: 'success', output: parameters })
  const command = bashSpec(`test "$(cat "$AIFLOW_PARAMETERS_FILE")" = '${JSON.stringify(parameters)}'`, { parameters })
  stage.far.start1(command)
  expect((await stage.far.report(command.attemptId, 'finished')).outcome.type).toBe('success')
  const without = bashSpec('test -z "$AIFLOW_PARAMETERS_FILE"')
  stage.far.start1(without)
  expect((await stage.far.report(without.attemptId, 'finished')).outcome.type).toBe('success')
})
