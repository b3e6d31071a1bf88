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
