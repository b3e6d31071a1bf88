import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Worker } from '../../src/index.ts'
import { AttemptFolder } from '../../src/journal/attempt-folder.ts'
import { LinuxProcessTable } from '../../src/machine/linux-process-table.ts'
import { bundle } from '../support/bundle.ts'
import { unsettledFiles } from '../support/journal-of.ts'
import { isAlive, processesOf } from '../support/processes.ts'
import { bashSpec, codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'
import { WorkerProcess } from '../support/worker-process.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  import { existsSync, appendFileSync } from 'node:fs'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'until-file', run: async (context) => {
      const file = context.trigger.events[0].value
      appendFileSync(file + '.starts', 'x')
      while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5))
      return 'seen'
    } })
    new FunctionOperator({ name: 'kind', run: (context) => new Promise((resolve) => context.signal.addEventListener('abort', resolve)) })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

function withFile(file: string) {
  const spec = codeSpec('until-file')
  const [event] = spec.trigger.events
  return { ...spec, trigger: { ...spec.trigger, events: [{ ...event!, value: file }] } }
}

test('a command outlives kill -9 of its worker, and the next one reports its exit code', async () => {
  const worker = await stage.process()
  const file = join(stage.home, 'go')
  const spec = bashSpec(`echo x >> ${file}.starts; while [ ! -e ${file} ]; do sleep 0.01; done; echo why >&2; exit 5`)
  stage.far.start1(spec)
  await waitFor(() => (existsSync(`${file}.starts`) ? true : null), 'the start')
  await worker.kill()
  await stage.process()
  writeFileSync(file, '')
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  const message = 'The command ended with exit code 5: why'
  expect(outcome).toMatchObject({ type: 'failed', exitCode: 5, message })
  expect(readFileSync(`${file}.starts`, 'utf8')).toBe('x\n')
})

test('a command that ended while no worker was running is reported by the next one', async () => {
  const worker = await stage.process()
  const file = join(stage.home, 'go')
  const spec = bashSpec(`while [ ! -e ${file} ]; do sleep 0.01; done; echo because >&2; exit 6`)
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  await worker.kill()
  writeFileSync(file, '')
  await waitFor(
    () => new AttemptFolder(join(stage.home, 'worker/attempts', spec.attemptId)).readOutcome(),
    'the outcome',
  )
  await stage.process()
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toMatchObject({
    exitCode: 6,
    message: 'The command ended with exit code 6: because',
  })
})

test('a warm child outlives kill -9 of its worker with its task, and leaves after it', async () => {
  const worker = await stage.process()
  const file = join(stage.home, 'go')
  const spec = withFile(file)
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  await waitFor(() => (existsSync(`${file}.starts`) ? true : null), 'the start')
  await worker.kill()
  await stage.process()
  writeFileSync(file, '')
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toEqual({ type: 'success', output: 'seen' })
  expect(isAlive(pid ?? 0)).toBe(false)
  expect(readFileSync(`${file}.starts`, 'utf8')).toBe('x')
})

test('an adopted child is asked to stop', async () => {
  const worker = await stage.process()
  const spec = codeSpec('kind', { stopTimeoutSeconds: 10 })
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  await worker.kill()
  await stage.process()
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'stopped', message: null })
})

test('a stop goes on after kill -9 of the worker', async () => {
  const worker = await stage.process()
  const spec = bashSpec('trap "" TERM; echo; while true; do sleep 0.01; done', { graceSeconds: 1 })
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  await stage.claimed(spec.attemptId)
  stage.far.stop1(spec.attemptId)
  await stage.far.report(spec.attemptId, 'stopping')
  await worker.kill()
  await stage.process()
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
  expect(processesOf(spec.attemptId)).toEqual([])
})

test('a claim with neither a process nor an outcome is lost', async () => {
  const worker = await stage.process()
  const spec = bashSpec('exec sleep 1000')
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  await stage.claimed(spec.attemptId)
  await worker.kill()
  process.kill(-(pid ?? 0), 'SIGKILL')
  await stage.process()
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('lost')
})

test('after a reboot running attempts are lost, and nothing is started again', async () => {
  const worker = await stage.process()
  const spec = bashSpec('exec sleep 1000')
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  await stage.claimed(spec.attemptId)
  await worker.kill()
  process.kill(-(pid ?? 0), 'SIGKILL')
  const unknown = bashSpec('touch started')
  stage.far.wanted.push({ spec: unknown, stop: false })
  const table = Object.assign(new LinuxProcessTable(), { bootId: 'another-boot' })
  await stage.keep(new Worker(stage.options(), table))
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('lost')
  expect((await stage.far.report(unknown.attemptId, 'finished')).outcome.type).toBe('lost')
})

test('a report is sent again until it is acknowledged, also by the next worker', async () => {
  stage.far.acknowledges = false
  const worker = await stage.process()
  const spec = bashSpec('exit 7')
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'finished')
  stage.far.disconnect()
  const finished = () => stage.far.reportsOf(spec.attemptId).filter((report) => report.type === 'finished')
  await waitFor(() => (finished().length === 2 ? true : null), 'the second report')
  await worker.kill()
  stage.far.acknowledges = true
  await stage.process()
  await waitFor(() => (finished().length === 3 ? true : null), 'the third report')
  await waitFor(() => (unsettledFiles(stage.home, spec.attemptId) === null ? true : null), 'the settlement')
  expect(new Set(finished().map((report) => JSON.stringify(report))).size).toBe(1)
})

test('a start that is sent twice starts once', async () => {
  await stage.process()
  const file = join(stage.home, 'starts')
  const spec = bashSpec(`echo x >> ${file}; sleep 0.1`)
  stage.far.start1(spec)
  stage.far.send({ type: 'start', specs: [spec, spec] })
  await stage.far.report(spec.attemptId, 'finished')
  expect(readFileSync(file, 'utf8')).toBe('x\n')
})

test('attempts of another store are orphans: neither killed nor reported', async () => {
  const worker = await stage.process()
  const spec = bashSpec('exec sleep 1000')
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  await worker.kill()
  stage.far.storeId = 'store-2'
  stage.far.wanted = []
  stage.far.reports.length = 0
  const next = await stage.process()
  await waitFor(() => (next.output.includes('left alone') ? true : null), 'the warning')
  expect(isAlive(pid ?? 0)).toBe(true)
  expect(stage.far.reports).toEqual([])
  process.kill(-(pid ?? 0), 'SIGKILL')
})

test('a second worker in the same home is refused', async () => {
  await stage.process()
  const second = new WorkerProcess(stage.home)
  await second.ended()
  expect(second.output).toMatch(/A worker already runs in this home \(process \d+\)/)
  expect(second.process.exitCode).toBe(1)
})

test('a worker that the server shuts down leaves its tasks running', async () => {
  const worker = await stage.process()
  const spec = bashSpec('exec sleep 1000')
  stage.far.start1(spec)
  const { pid } = await stage.far.report(spec.attemptId, 'running')
  await worker.kill('SIGTERM')
  expect(worker.process.exitCode).toBe(0)
  expect(isAlive(pid ?? 0)).toBe(true)
  await stage.process()
  stage.far.send({ type: 'shutdown', stopTasks: true })
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
  await stage.processes.at(-1)?.ended()
})

test('an attempt whose first worker was killed before its record lives through the end of the next one too', async () => {
  const file = join(stage.home, 'go')
  const spec = withFile(file)
  mkdirSync(join(stage.home, 'worker/attempts', spec.attemptId), { recursive: true })
  stage.far.wanted.push({ spec, stop: false })
  const worker = await stage.process()
  await waitFor(() => (existsSync(`${file}.starts`) ? true : null), 'the start')
  await worker.kill()
  await stage.process()
  writeFileSync(file, '')
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toEqual({ type: 'success', output: 'seen' })
  expect(readFileSync(`${file}.starts`, 'utf8')).toBe('x')
})
