import { afterEach, beforeEach, expect, test } from 'vitest'
import { bashSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create()
})

afterEach(() => stage.end())

test('a command is reported as running, then as finished with success', async () => {
  await stage.worker()
  const spec = bashSpec('true')
  stage.far.start1(spec)
  const finished = await stage.far.report(spec.attemptId, 'finished')
  expect(finished.outcome).toEqual({ type: 'success', output: null })
  expect(stage.far.reportsOf(spec.attemptId).map((report) => report.type)).toEqual(['running', 'finished'])
  expect(finished.startedAt).toBeTypeOf('number')
})

test('an exit code other than 0 fails the attempt with that code', async () => {
  await stage.worker()
  const spec = bashSpec('exit 3')
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'failed', reason: 'exit', exitCode: 3, signal: null, retryable: true })
})

test('a command that a signal ends fails with the name of the signal', async () => {
  await stage.worker()
  const spec = bashSpec('kill -SEGV $$')
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'failed', reason: 'signal', signal: 'SIGSEGV' })
})

async function messageOf(command: string): Promise<string> {
  const spec = bashSpec(command)
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return outcome.type === 'failed' ? outcome.message : outcome.type
}

test('the reason of a failure is the end of what the command wrote', async () => {
  await stage.worker()
  expect(await messageOf('echo begin; for i in 1 2 3 4; do echo "line $i" >&2; echo >&2; done; exit 2')).toBe(
    'The command ended with exit code 2: line 2 | line 3 | line 4',
  )
  expect(await messageOf('exit 2')).toBe('The command ended with exit code 2.')
  expect(await messageOf('echo oh >&2; kill -SEGV $$')).toMatch(/^The task was ended by signal SIGSEGV: .*oh/)
  expect(await messageOf('echo fine >&2')).toBe('success')
})

test('control characters are left out of the reason, and long lines are cut', async () => {
  await stage.worker()
  const colours = String.raw`printf '10%%\r99%%\r\033[31mred\033[0m \007bell \342\200\256turned\n' >&2; exit 1`
  expect(await messageOf(colours)).toBe('The command ended with exit code 1: red bell turned')
  const message = await messageOf(`head -c 100000 /dev/zero | tr '\\0' x; exit 1`)
  expect(message).toBe(`The command ended with exit code 1: ${'x'.repeat(300)}…`)
})

async function outcomeOf(command: string) {
  const spec = bashSpec(command)
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

test('the output of a command is what it writes into the file for it', async () => {
  await stage.worker()
  const into = (text: string) => outcomeOf(`printf '%s' '${text}' > "$AIFLOW_OUTPUT_FILE"`)
  expect(await into('{"a": [1]}')).toEqual({ type: 'success', output: { a: [1] } })
  expect(await into('')).toEqual({ type: 'success', output: null })
  expect(await into('{"a":')).toMatchObject({ reason: 'error', message: expect.stringContaining('is not JSON') })
  const long = `head -c 1048600 /dev/zero | tr '\\0' 1 > "$AIFLOW_OUTPUT_FILE"`
  expect(await outcomeOf(long)).toMatchObject({ message: expect.stringContaining('is longer than') })
  expect(await outcomeOf('mkdir "$AIFLOW_OUTPUT_FILE"')).toMatchObject({
    message: expect.stringContaining('cannot be read'),
  })
  expect(await outcomeOf('echo 1 > "$AIFLOW_OUTPUT_FILE"; exit 3')).toMatchObject({ type: 'failed', exitCode: 3 })
})

test('what Python prints is in the log while it runs', async () => {
  await stage.worker()
  const spec = bashSpec(`python3 -c 'import time; print("begun"); time.sleep(600)'`)
  stage.far.start1(spec)
  const isShown = stage.far.until(async () => {
    const requestId = `log-${performance.now()}`
    stage.far.send({ type: 'readLog', requestId, attemptId: spec.attemptId, offset: 0, maxBytes: 100 })
    const { result } = await stage.far.message('log', (message) => message.requestId === requestId)
    return result.type === 'ok' && result.data === 'begun\n'
  })
  await expect(isShown).resolves.toBe(true)
})
