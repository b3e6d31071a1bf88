import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { AIFlowClient, ArtifactContent } from '@aiflow/sdk/client'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

const MEBIBYTE = 1024 * 1024

let harness: HttpHarness
let worker: WorkerConnection
let spec: AttemptSpec
let task: AIFlowClient

/** An execution in which "b" follows each success of "a", which runs. */
beforeEach(async () => {
  harness = await HttpHarness.create({ limits: { artifactBytes: MEBIBYTE } })
  worker = await WorkerConnection.greet(harness.server.url, harness.token)
  const rule = {
    name: 'rule-0',
    condition: { type: 'taskStatus' as const, task: 'a', status: 'SUCCESS' as const },
    action: 'START' as const,
    whenAlive: 'queue' as const,
  }
  const tasks = [
    { ...bash('a'), retry: { retries: 1, retryDelaySeconds: 0 } },
    { ...bash('b'), rules: [rule] },
  ]
  await harness.client.workflows.upload(uploadOf({ tasks }))
  await harness.client.workflows.startExecution('default', 'w')
  await begin()
})

afterEach(async () => {
  worker.socket.close()
  await harness.dispose()
})

async function begin(): Promise<void> {
  spec = await worker.nextStart()
  worker.report({ type: 'running', attemptId: spec.attemptId, pid: 1, startedAt: Date.now() })
  await worker.next('acknowledge')
  task = harness.clientWith(spec.token)
}

async function end(type: 'success' | 'failed' = 'success'): Promise<void> {
  const outcome =
    type === 'success'
      ? ({ type, output: null } as const)
      : ({ type, reason: 'exit', message: 'x', exitCode: 1, signal: null, retryable: true } as const)
  worker.report({ type: 'finished', attemptId: spec.attemptId, outcome, startedAt: 1, endedAt: 2 })
  await worker.next('acknowledge')
}

const refOf = (taskName: string, sequenceNumber = 1) => ({
  workflowExecutionId: spec.workflowExecutionId,
  taskName,
  sequenceNumber,
})
const namesOf = async (taskName = 'a', sequenceNumber = 1) => {
  const { artifacts } = await harness.client.taskExecutions.artifacts(refOf(taskName, sequenceNumber))
  return artifacts.map(({ name }) => name)
}
const textOf = ({ stream }: ArtifactContent) => new Response(stream).text()

test('artifacts are listed and downloaded', async () => {
  await task.task.putArtifact('models/best.json', '{}')
  await task.task.putArtifact('a "file" ü', new Uint8Array([1, 2, 3]))
  await task.task.putArtifact('empty', '')
  expect(await harness.client.taskExecutions.artifacts(refOf('a'))).toMatchObject({
    sequenceNumber: 1,
    artifacts: [
      { name: 'a "file" ü', size: 3 },
      { name: 'empty', size: 0 },
      { name: 'models/best.json', size: 2 },
    ],
  })
  const content = await harness.client.taskExecutions.openArtifact(refOf('a'), 'models/best.json')
  expect([content.size, content.sha256.length, await textOf(content)]).toEqual([2, 64, '{}'])
  const path = `/api/v1/workflow-executions/1/task-executions/a/1/artifacts/file?name=models/best.json`
  const { headers } = await fetch(`${harness.server.url}${path}`, {
    headers: { authorization: `Bearer ${harness.token}` },
  })
  expect(headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''best.json")
  expect([headers.get('content-type'), headers.get('x-content-type-options')]).toEqual([
    'application/octet-stream',
    'nosniff',
  ])
})

test('artifacts survive a restart of the server and the sweep of its blobs', async () => {
  await task.task.putArtifact('model', 'x')
  await end()
  await harness.server.stop()
  await harness.start()
  expect(await textOf(await harness.client.taskExecutions.openArtifact(refOf('a'), 'model'))).toBe('x')
})

test('a missing artifact is named in the error, with those that exist', async () => {
  await task.task.putArtifact('model', 'x')
  const found = harness.client.taskExecutions.openArtifact(refOf('a'), 'modle')
  await expect(found).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND', message: expect.stringContaining('"model"') })
})

test.each(['../up', '/etc/passwd', 'a//b', '', 'a\nb', 'x'.repeat(600)])('the name %j is refused', async (name) => {
  await expect(task.task.putArtifact(name, 'x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('a file and a folder of one name are refused', async () => {
  await task.task.putArtifact('a', 'x')
  await expect(task.task.putArtifact('a/b', 'x')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  expect(await namesOf()).toEqual(['a'])
})

test.each([true, false])(
  'far too large content is refused with an answer: length declared %s',
  async (isLengthTold) => {
    const part = new Uint8Array(MEBIBYTE)
    const parts = Array.from({ length: 64 }, () => part)
    const body = isLengthTold ? new Blob(parts) : ReadableStream.from(parts)
    const answer = await fetch(`${harness.server.url}/api/v1/task/artifacts?name=large`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${spec.token}`, 'content-type': 'application/octet-stream' },
      body,
      duplex: 'half',
    } as RequestInit)
    expect([answer.status, await answer.json()]).toMatchObject([413, { code: 'TOO_LARGE' }])
    expect(await namesOf()).toEqual([])
  },
)

test('artifacts that are too large, alone or together, or too many, are refused and leave nothing', async () => {
  await expect(task.task.putArtifact('large', 'x'.repeat(MEBIBYTE + 1))).rejects.toMatchObject({ code: 'TOO_LARGE' })
  await task.task.putArtifact('half', 'x'.repeat(MEBIBYTE / 2))
  await expect(task.task.putArtifact('more', 'y'.repeat(MEBIBYTE))).rejects.toMatchObject({ code: 'TOO_LARGE' })
  await task.task.putArtifact('half', 'y'.repeat(MEBIBYTE))
  await task.task.putArtifact('half', '')
  for (let n = 1; n < 100; n += 1) await task.task.putArtifact(`file-${n}`, '')
  await expect(task.task.putArtifact('file-100', '')).rejects.toMatchObject({ code: 'TOO_LARGE' })
  await task.task.putArtifact('half', 'once more')
  expect((await namesOf()).length).toBe(100)
  expect(readdirSync(join(dirname(harness.storePath), 'blobs', 'incoming'))).toEqual([])
})

test('artifacts of a failed attempt do not count for the next one', async () => {
  await task.task.putArtifact('first', 'x')
  await end('failed')
  await begin()
  expect(await namesOf()).toEqual([])
  await task.task.putArtifact('second', 'x')
  await end()
  expect(await namesOf()).toEqual(['second'])
})

test('a task gets the artifacts of the success that started it, even if there is a newer one', async () => {
  await task.task.putArtifact('model', 'first')
  await end()
  await begin()
  const follower = { spec, task }
  await harness.client.taskExecutions.start(spec.workflowExecutionId, 'a')
  await begin()
  await task.task.putArtifact('model', 'second')
  await end()
  expect(await follower.task.task.artifacts('a')).toMatchObject({ sequenceNumber: 1, artifacts: [{ name: 'model' }] })
  expect(await textOf(await follower.task.task.openArtifact('a', 'model'))).toBe('first')
  spec = follower.spec
  await end()
  await begin()
  expect([spec.taskName, await textOf(await task.task.openArtifact('a', 'model'))]).toEqual(['b', 'second'])
})

test('a task that left nothing, or never succeeded, has no artifacts', async () => {
  expect(await task.task.artifacts('b')).toEqual({ sequenceNumber: null, artifacts: [] })
  await expect(task.task.openArtifact('b', 'model')).rejects.toMatchObject({ code: 'ARTIFACT_NOT_FOUND' })
})

test('an ended attempt cannot store artifacts', async () => {
  await end()
  await vi.waitFor(() => expect(task.task.putArtifact('late', 'x')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' }))
})

test('only readers of an execution may read its artifacts', async () => {
  await task.task.putArtifact('model', 'x')
  const elsewhere = await harness.client.tokens.create({ name: 'other', role: 'admin', namespaces: ['other'] })
  const viewer = await harness.client.tokens.create({ name: 'viewer', role: 'viewer' })
  const read = (token: string) => harness.clientWith(token).taskExecutions.openArtifact(refOf('a'), 'model')
  await expect(read(elsewhere.secret)).rejects.toMatchObject({ code: expect.stringMatching('FORBIDDEN|NOT_FOUND') })
  expect(await textOf(await read(viewer.secret))).toBe('x')
})

test('other routes refuse binary bodies', async () => {
  const headers = { authorization: `Bearer ${harness.token}`, 'content-type': 'application/octet-stream' }
  const answer = await fetch(`${harness.server.url}/api/v1/namespaces`, { method: 'POST', headers, body: 'x' })
  expect(answer.status).toBe(415)
})
