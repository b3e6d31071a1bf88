import { existsSync, lstatSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { isAlive, processesOf } from '../support/processes.ts'
import { bashSpec, codeSpec, sharedSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'
import { WorkerProcess } from '../support/worker-process.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'task', run: ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', resolve)) })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

const place = (...names: string[]) => join(stage.home, 'worker', ...names)
const removeAll = (...names: string[]) => names.forEach((name) => rmSync(place(name)))

async function run(spec: AttemptSpec): Promise<number> {
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'running')).pid ?? 0
}

async function stop({ attemptId }: AttemptSpec): Promise<void> {
  stage.far.stop1(attemptId)
  expect((await stage.far.report(attemptId, 'finished')).outcome.type).toBe('stopped')
  expect(processesOf(attemptId)).toEqual([])
}

test('of two workers of a home, the one that its lock does not name leaves, and no task notices', async () => {
  const first = await stage.process()
  const specs = [bashSpec('sleep 600'), codeSpec('task'), sharedSpec('task')]
  const pids = await Promise.all(specs.map(run))
  first.process.kill('SIGSTOP')
  removeAll('lock', 'worker.sock')
  const second = await stage.process()
  first.process.kill('SIGCONT')
  await first.ended()
  expect(first.process.exitCode).toBe(0)
  expect(pids.map(isAlive)).toEqual([true, true, true])
  // The first one has left the socket of the second alone.
  const late = codeSpec('task')
  await run(late)
  for (const spec of [...specs, late]) await stop(spec)
  expect(second.process.exitCode).toBe(null)
})

test('a worker that has lost its lock and its socket creates them again, and refuses a second worker', async () => {
  await stage.process()
  removeAll('lock', 'worker.sock')
  await waitFor(() => (existsSync(place('lock')) && existsSync(place('worker.sock')) ? true : null), 'both files')
  const spec = codeSpec('task')
  await run(spec)
  await stop(spec)
  const second = new WorkerProcess(stage.home)
  stage.processes.push(second)
  await second.ended()
  expect(second.process.exitCode).toBe(1)
  expect(second.output).toContain('A worker already runs in this home')
})

test('a worker whose socket is replaced by a file creates it again', async () => {
  await stage.process()
  rmSync(place('worker.sock'))
  writeFileSync(place('worker.sock'), 'text')
  // Between the removal of the file and the new socket there is neither.
  const isSocket = () => lstatSync(place('worker.sock'), { throwIfNoEntry: false })?.isSocket() === true
  await waitFor(() => (isSocket() ? true : null), 'the socket')
  const spec = codeSpec('task')
  const pid = await run(spec)
  expect(isAlive(pid)).toBe(true)
  await stop(spec)
  expect(lstatSync(place('worker.sock')).isSocket()).toBe(true)
})
