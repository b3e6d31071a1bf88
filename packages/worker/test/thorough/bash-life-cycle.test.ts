import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { isAlive, processesOf } from '../support/processes.ts'
import { codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

const BUNDLE = bundle(`
  import { BashOperator, Workflow } from '@aiflow/sdk'
  import { appendFileSync, existsSync } from 'node:fs'
  class Logged extends BashOperator {
    async start(context) { console.log('before the command'); await super.start(context); console.log('it runs') }
    async awaitTermination(context) { const output = await super.awaitTermination(context); return { output, attempt: context.task.attemptNumber } }
  }
  class Drained extends BashOperator {
    async stop(context) { console.log('draining'); await super.stop(context); console.log('drained') }
  }
  class Measured extends BashOperator {
    constructor(options) { super(options) }
    getMetrics() { return { rows: 7 } }
  }
  class Late extends BashOperator {
    async start(context) { await new Promise((resolve) => context.signal.addEventListener('abort', resolve)); await super.start(context) }
  }
  class Twice extends BashOperator {
    async awaitTermination(context) { await super.awaitTermination(context).catch(() => super.start(context)); return super.awaitTermination(context) }
  }
  class Impatient extends BashOperator {
    async awaitTermination() { return 'early' }
  }
  export const flow = new Workflow({ name: 'flow' }, () => {
    const command = 'echo "pid $$"; while true; do sleep 0.01; done'
    const logged = (name, command, options = {}) => new Logged({ name, command, ...options })
    logged('output', 'echo "hello $LEVEL $AIFLOW_EVENT_VALUE"; pwd; echo "[1,2]" > "$AIFLOW_OUTPUT_FILE"', { env: { LEVEL: 'two' } })
    logged('long', '# ' + 'x'.repeat(200_000) + '\\necho "long one"')
    logged('quiet', 'true')
    logged('failing', 'exit 3')
    logged('final', 'exit 4', { doNotRetryExitCodes: [4] })
    logged('killed', 'kill -9 $$')
    logged('no-folder', 'true', { cwd: '/does/not/exist' })
    logged('no-json', 'echo "{" > "$AIFLOW_OUTPUT_FILE"')
    logged('artifact', 'echo 1 > "$AIFLOW_ARTIFACTS/one.txt"')
    new Drained({ name: 'drained', command })
    new Drained({ name: 'deaf', command: 'trap "" TERM; ' + command, graceSeconds: 0.2 })
    new Measured({ name: 'measured', command: 'true', metricsSeconds: 1 })
    new Late({ name: 'late', command })
    new Twice({ name: 'twice', command: 'if [ -e seen ]; then echo 2 > "$AIFLOW_OUTPUT_FILE"; else touch seen; exit 1; fi' })
    new Impatient({ name: 'impatient', command })
    new Drained({ name: 'until-file', command: 'echo x >> "$AIFLOW_EVENT_VALUE.starts"; while [ ! -e "$AIFLOW_EVENT_VALUE" ]; do sleep 0.01; done; echo "1" > "$AIFLOW_OUTPUT_FILE"' })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

async function run(taskName: string, changes: Partial<AttemptSpec> = {}) {
  const spec = codeSpec(taskName, changes)
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return { outcome, log: await stage.far.log(spec.attemptId), spec }
}

function logged(attemptId: string, pattern: RegExp): Promise<string> {
  return waitFor(async () => pattern.exec(await stage.far.log(attemptId))?.[1] ?? null, `${pattern} in the log`)
}

test('a command runs between what its class does before and after it, with what a command alone has', async () => {
  await stage.worker()
  const { outcome, log, spec } = await run('output')
  expect(outcome).toEqual({ type: 'success', output: { output: [1, 2], attempt: 1 } })
  expect(log).toMatch(/before the command\n[\s\S]*it runs\n/)
  expect(log).toContain('hello two value\n')
  expect(log).toContain(`/${spec.attemptId}/work\n`)
})

test('a command runs that is longer than an argument may be', async () => {
  await stage.worker()
  expect((await run('long')).log).toContain('long one\n')
})

test.each([
  ['quiet', { type: 'success', output: { attempt: 1 } }],
  ['failing', { type: 'failed', message: 'Error: The command ended with exit code 3.', retryable: true }],
  ['final', { type: 'failed', message: 'NonRetryableError: The command ended with exit code 4.', retryable: false }],
  ['killed', { type: 'failed', message: 'Error: The command was ended by signal SIGKILL.', retryable: true }],
  ['no-folder', { type: 'failed', message: 'Error: The working folder "/does/not/exist" of the task does not exist.' }],
  ['no-json', { type: 'failed', message: expect.stringContaining('AIFLOW_OUTPUT_FILE is not JSON') }],
])('the task "%s" ends as its command does', async (task, expected) => {
  await stage.worker()
  expect((await run(task)).outcome).toMatchObject(expected)
})

test('a class may start the command again', async () => {
  await stage.worker()
  expect((await run('twice')).outcome).toEqual({ type: 'success', output: 2 })
})

test('files in its folder of artifacts are left', async () => {
  await stage.worker()
  const kept: Record<string, string> = {}
  stage.far.answer = (request, response, body) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    if (pathname !== '/api/v1/task/artifacts') return false
    kept[searchParams.get('name') ?? ''] = body
    response.end('null')
    return true
  }
  expect((await run('artifact')).outcome.type).toBe('success')
  expect(kept).toEqual({ 'one.txt': '1\n' })
})

test('its class is asked for metrics', async () => {
  await stage.worker()
  const { spec } = await run('measured')
  const metrics = stage.far.reportsOf(spec.attemptId).filter((report) => report.type === 'metrics')
  expect(metrics).toMatchObject([{ metrics: { rows: 7 } }])
})

test.each(['drained', 'deaf'])('the stop of "%s" runs around the end of the command', async (task) => {
  await stage.worker()
  const spec = codeSpec(task)
  stage.far.start1(spec)
  const pid = Number(await logged(spec.attemptId, /pid (\d+)/))
  expect(isAlive(pid)).toBe(true)
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'stopped', message: null })
  expect(await stage.far.log(spec.attemptId)).toMatch(/draining\n[\s\S]*drained\n/)
  expect(processesOf(spec.attemptId)).toEqual([])
  const phases = stage.far
    .reportsOf(spec.attemptId)
    .flatMap((report) => (report.type === 'stopping' ? report.phase : []))
  expect(phases).toEqual(['stop'])
})

test('a command is not started any more once its task is asked to stop', async () => {
  await stage.worker()
  const spec = codeSpec('late')
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'running')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'stopped', message: null })
  expect(await stage.far.log(spec.attemptId)).not.toContain('pid')
})

test('a command that its class does not wait for is ended with the task', async () => {
  await stage.worker()
  const { outcome, spec } = await run('impatient')
  expect(outcome).toEqual({ type: 'success', output: 'early' })
  await waitFor(() => (processesOf(spec.attemptId).length === 0 ? true : null), 'the end of the command')
})

test('the command of a process that was killed is ended before the end is reported', async () => {
  await stage.worker()
  const spec = codeSpec('drained')
  stage.far.start1(spec)
  const pid = Number(await logged(spec.attemptId, /pid (\d+)/))
  const parent = Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[3])
  process.kill(parent, 'SIGKILL')
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('failed')
  expect(isAlive(pid)).toBe(false)
})

function withFile(file: string) {
  const spec = codeSpec('until-file')
  const [event] = spec.trigger.events
  return { ...spec, trigger: { ...spec.trigger, events: [{ ...event!, value: file }] } }
}

test('it outlives kill -9 of its worker, and the next one reports its output', async () => {
  const worker = await stage.process()
  const file = join(stage.home, 'go')
  const spec = withFile(file)
  stage.far.start1(spec)
  await waitFor(() => (existsSync(`${file}.starts`) ? true : null), 'the start')
  await worker.kill()
  await stage.process()
  writeFileSync(file, '')
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'success', output: 1 })
  expect(readFileSync(`${file}.starts`, 'utf8')).toBe('x\n')
})

test('the next worker calls the stop of its class', async () => {
  const worker = await stage.process()
  const file = join(stage.home, 'go')
  const spec = withFile(file)
  stage.far.start1(spec)
  await waitFor(() => (existsSync(`${file}.starts`) ? true : null), 'the start')
  await worker.kill()
  await stage.process()
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'stopped', message: null })
  expect(await stage.far.log(spec.attemptId)).toMatch(/draining\n[\s\S]*drained\n/)
  expect(processesOf(spec.attemptId)).toEqual([])
})
