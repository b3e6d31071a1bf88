import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { isAlive } from '../support/processes.ts'
import { bashSpec, codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'
import { WorkerProcess } from '../support/worker-process.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'reports', run: async (context) => {
      for (let round = 0; round < 60; round += 1) {
        context.reportAlive()
        await pause(50)
      }
      return 'done'
    } })
    new FunctionOperator({ name: 'silent', run: (context) => {
      context.reportAlive()
      return new Promise((_resolve, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))
    } })
    new FunctionOperator({ name: 'slow-stop', run: (context) => {
      return new Promise((_resolve, reject) => context.signal.addEventListener('abort', () => {
        // Longer than code may take to answer.
        setTimeout(() => reject(context.signal.reason), 6000)
      }))
    } })
    new FunctionOperator({ name: 'blocked', run: () => { for (;;); } })
  })
`)

let stage: Stage
let workers: WorkerProcess[]

beforeEach(async () => {
  workers = []
  stage = await Stage.create(BUNDLE)
})

afterEach(async () => {
  for (const worker of workers) await worker.kill()
  await stage.end()
})

async function outcomeOf(spec: ReturnType<typeof bashSpec>) {
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

const unresponsive = (seconds: number) => ({
  type: 'failed',
  reason: 'unresponsive',
  message: `The task did not report that it is alive for ${seconds} s and was ended.`,
  retryable: true,
})

test('a command that touches its file lives as long as it likes; one that stops doing so is ended', async () => {
  await stage.worker()
  const alive = bashSpec('for i in $(seq 60); do touch "$AIFLOW_LIVENESS_FILE"; sleep 0.05; done', {
    livenessSeconds: 2,
  })
  const silent = bashSpec('touch "$AIFLOW_LIVENESS_FILE"; exec sleep 1000', { livenessSeconds: 0.5 })
  const [first, second] = await Promise.all([outcomeOf(alive), outcomeOf(silent)])
  expect(first).toEqual({ type: 'success', output: null })
  expect(second).toMatchObject(unresponsive(0.5))
})

test('a function reports with its context; one that does not is asked to stop, then ended', async () => {
  await stage.worker()
  const [reports, silent, blocked] = await Promise.all([
    outcomeOf(codeSpec('reports', { livenessSeconds: 2 })),
    outcomeOf(codeSpec('silent', { livenessSeconds: 0.5 })),
    outcomeOf(codeSpec('blocked', { livenessSeconds: 0.5, stopTimeoutSeconds: 0.2, graceSeconds: 0.2 })),
  ])
  expect(reports).toEqual({ type: 'success', output: 'done' })
  expect(silent).toMatchObject(unresponsive(0.5))
  expect(blocked).toMatchObject(unresponsive(0.5))
})

test('code that never gives way is not given the time that its stop may take', async () => {
  await stage.worker()
  const spec = codeSpec('blocked', { livenessSeconds: 0.5, stopTimeoutSeconds: 600, graceSeconds: 600 })
  expect(await outcomeOf(spec)).toMatchObject(unresponsive(0.5))
  const stopping = stage.far.reportsOf(spec.attemptId).filter((report) => report.type === 'stopping')
  expect(stopping.map(({ phase, error }) => [phase, error])).toEqual([
    ['stop', null],
    ['stop', expect.stringContaining('did not notice the stop')],
    ['terminate', null],
  ])
})

test('code that hears of its stop has all the time that it may take', async () => {
  await stage.worker()
  const spec = codeSpec('slow-stop', { livenessSeconds: 0.5, stopTimeoutSeconds: 600 })
  expect(await outcomeOf(spec)).toMatchObject(unresponsive(0.5))
  const stopping = stage.far.reportsOf(spec.attemptId).filter((report) => report.type === 'stopping')
  expect(stopping.map(({ phase }) => phase)).toEqual(['stop'])
}, 30_000)

test('a task without a liveness limit is left alone, and has no file to touch', async () => {
  await stage.worker()
  expect(await outcomeOf(bashSpec('test -z "$AIFLOW_LIVENESS_FILE"'))).toEqual({ type: 'success', output: null })
})

test('the next worker goes on watching what it adopts, and gives it the whole time', async () => {
  const start = async () => {
    const before = stage.far.connections
    const worker = new WorkerProcess(stage.home)
    workers.push(worker)
    await stage.far.connected(before + 1)
    return worker
  }
  const worker = await start()
  const file = `${stage.home}/pid`
  const spec = bashSpec(`echo $$ > ${file}.new; mv ${file}.new ${file}; exec sleep 1000`, { livenessSeconds: 3 })
  stage.far.start1(spec)
  const pid = await waitFor(() => {
    try {
      return Number(readFileSync(file, 'utf8'))
    } catch {
      return null
    }
  }, 'the start')
  await worker.kill()
  expect(isAlive(pid)).toBe(true)
  await start()
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject(unresponsive(3))
  expect(isAlive(pid)).toBe(false)
})
