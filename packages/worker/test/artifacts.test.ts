import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { bashSpec, codeSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const BUNDLE = bundle(`
  import { readFileSync, writeFileSync } from 'node:fs'
  import { join } from 'node:path'
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'put', run: async (context) => {
      const file = join(await context.folder(), 'model')
      writeFileSync(file, 'of a file')
      await context.artifacts.put('text', 'of a text')
      await context.artifacts.put('bytes', Buffer.from('of bytes'))
      await context.artifacts.put('models/file', { file })
    } })
    new FunctionOperator({ name: 'other', run: ({ artifacts, parameters }) => artifacts.put('x', parameters as { file: string }) })
    new FunctionOperator({ name: 'get', run: async (context) => {
      const left = context.artifacts.of('train')
      const path = await left.path('models/file')
      return [await left.list(), path === await left.path('models/file'), readFileSync(path, 'utf8'), path.startsWith(await context.folder())]
    } })
  })
`)

/** What the far side was given, by name. */
let kept: Record<string, string>
let refusal: { status: number; code: string } | null
let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  kept = {}
  refusal = null
  stage.far.answer = (request, response, body) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    if (pathname === '/api/v1/task/artifacts/train') {
      const artifacts = [{ name: 'models/file', size: 1, sha256: 'f' }]
      response.end(JSON.stringify({ sequenceNumber: 1, artifacts }))
    } else if (pathname === '/api/v1/task/artifacts/train/file') response.end(`content of ${searchParams.get('name')}`)
    else if (pathname !== '/api/v1/task/artifacts') return false
    else if (refusal !== null) {
      const { status, code } = refusal
      response.statusCode = status
      const details = { detail: 'no room', details: {}, requestId: 'r' }
      response.end(JSON.stringify({ type: 'x', title: 'x', status, code, ...details }))
    } else {
      kept[searchParams.get('name') ?? ''] = body
      response.end('null')
    }
    return true
  }
})

afterEach(() => stage.end())

async function outcomeOf(spec: AttemptSpec) {
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

test('the artifacts of a command are stored before its success is reported', async () => {
  await stage.worker()
  const command =
    'echo one >"$AIFLOW_ARTIFACTS/a"; mkdir "$AIFLOW_ARTIFACTS/deep"; echo two >"$AIFLOW_ARTIFACTS/deep/b c"'
  expect(await outcomeOf(bashSpec(command))).toMatchObject({ type: 'success' })
  expect(kept).toEqual({ a: 'one\n', 'deep/b c': 'two\n' })
})

test('artifacts of a failed command are not kept', async () => {
  await stage.worker()
  expect(await outcomeOf(bashSpec('echo one >"$AIFLOW_ARTIFACTS/a"; exit 3'))).toMatchObject({ exitCode: 3 })
  expect(kept).toEqual({})
})

test.each([
  ['a link', 'ln -s /etc/passwd "$AIFLOW_ARTIFACTS/link"', '"link" is not a regular file'],
  ['too many', 'cd "$AIFLOW_ARTIFACTS"; touch $(seq 101)', 'more than 100'],
  ['a name that is not UTF-8', `touch "$AIFLOW_ARTIFACTS/"$'a\\xffb'`, 'is not valid UTF-8. Give it another one.'],
  [
    'a folder whose name is not UTF-8',
    `mkdir "$AIFLOW_ARTIFACTS/"$'\\xff'; touch "$AIFLOW_ARTIFACTS/"$'\\xff/a'`,
    'is not valid UTF-8. Give it another one.',
  ],
  ['a name that is none', `touch "$AIFLOW_ARTIFACTS/"$'a\\nb'`, 'has a control character'],
])('a command that leaves %s fails, and says why', async (_what, command, reason) => {
  await stage.worker()
  const message = expect.stringContaining(reason)
  expect(await outcomeOf(bashSpec(command))).toMatchObject({ type: 'failed', reason: 'error', message })
  expect(kept).toEqual({})
})

test('a command whose artifacts the server refuses fails, and says why', async () => {
  refusal = { status: 413, code: 'TOO_LARGE' }
  await stage.worker()
  const message = 'The command succeeded, but its artifacts could not be kept: no room'
  expect(await outcomeOf(bashSpec('echo one >"$AIFLOW_ARTIFACTS/a"'))).toMatchObject({ type: 'failed', message })
})

test('a command ends once the server has room for its artifacts, even under another worker', async () => {
  refusal = { status: 507, code: 'STORE_FULL' }
  await stage.worker()
  const spec = bashSpec('echo one >"$AIFLOW_ARTIFACTS/a"')
  stage.far.start1(spec)
  await stage.far.request('/api/v1/task/artifacts')
  await stage.workers.pop()?.stop()
  expect(stage.far.reportsOf(spec.attemptId).map(({ type }) => type)).toEqual(['running'])
  refusal = null
  await stage.worker()
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toMatchObject({ type: 'success' })
  expect(kept).toEqual({ a: 'one\n' })
})

test('code leaves texts, bytes and files', async () => {
  await stage.worker()
  expect(await outcomeOf(codeSpec('put'))).toMatchObject({ type: 'success' })
  expect(kept).toEqual({ text: 'of a text', bytes: 'of bytes', 'models/file': 'of a file' })
})

test('code lists what another task left, and gets it as a file', async () => {
  await stage.worker()
  const listed = [{ name: 'models/file', size: 1, sha256: 'f' }]
  expect(await outcomeOf(codeSpec('get'))).toMatchObject({ output: [listed, true, 'content of models/file', true] })
})

test('a folder of artifacts that was replaced by a file fails the attempt', async () => {
  await stage.worker()
  const command = 'rmdir "$AIFLOW_ARTIFACTS"; echo model >"$AIFLOW_ARTIFACTS"'
  const message = expect.stringContaining('is no longer a folder')
  expect(await outcomeOf(bashSpec(command))).toMatchObject({ type: 'failed', message })
})

test.each(['/dev/zero', '/tmp'])('code that leaves %s, which is not a regular file, gets an error', async (file) => {
  await stage.worker()
  const message = expect.stringContaining('is not a regular file')
  expect(await outcomeOf(codeSpec('other', { parameters: { file } }))).toMatchObject({ type: 'failed', message })
})
