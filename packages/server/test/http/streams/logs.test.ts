import type { LogChunk } from '@aiflow/sdk/client'
import type { AttemptSpec, MessageOf, Outcome, WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WorkerConnection } from '../../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from '../http-harness.ts'

type Chunk = MessageOf<WorkerMessage, 'log'>['result']

const FAILURE: Outcome = { type: 'failed', reason: 'exit', message: 'no', exitCode: 1, signal: null, retryable: true }
const SUCCESS: Outcome = { type: 'success', output: null }

let harness: HttpHarness
let worker: WorkerConnection
let ref: { workflowExecutionId: number; taskName: string; sequenceNumber: number }
let first: AttemptSpec
/** What the worker holds. */
let logs: Map<string, { text: string; complete: boolean }>

/** One execution of one task with retries, whose first attempt runs. */
beforeEach(async () => {
  harness = await HttpHarness.create()
  await begin()
})

afterEach(async () => {
  worker.socket.close()
  await harness.dispose()
})

async function begin(protocol?: number): Promise<void> {
  logs = new Map()
  worker = await WorkerConnection.greet(harness.server.url, harness.token, protocol === undefined ? {} : { protocol })
  worker.socket.on('message', (data) => answer(JSON.parse(String(data))))
  const retry = { retries: 2, retryDelaySeconds: 0, retryBackoff: 1, retryJitter: 0 }
  await harness.client.workflows.upload(uploadOf({ tasks: [bash('a', { retry })] }))
  const { workflowExecutionId } = await harness.client.workflows.startExecution('default', 'w')
  ref = { workflowExecutionId, taskName: 'a', sequenceNumber: 1 }
  first = await run()
}

async function run(): Promise<AttemptSpec> {
  const spec = await worker.nextStart()
  logs.set(spec.attemptId, { text: '', complete: false })
  worker.report({ type: 'running', attemptId: spec.attemptId, pid: 1, startedAt: Date.now() })
  return spec
}

function write({ attemptId }: AttemptSpec, text: string): void {
  const log = logs.get(attemptId)
  if (log !== undefined) log.text += text
}

function finish({ attemptId }: AttemptSpec, outcome: Outcome): void {
  const log = logs.get(attemptId)
  if (log !== undefined) log.complete = true
  worker.report({ type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 })
}

function answer(message: { type: string; requestId: string; attemptId: string; offset: number }): void {
  if (message.type !== 'readLog') return
  const { text, complete } = logs.get(message.attemptId) ?? { text: '', complete: false }
  const offset = Math.min(message.offset, text.length)
  const data = text.slice(offset)
  const result: Chunk = { type: 'ok', offset, nextOffset: text.length, data, complete, times: [{ at: 0, time: 1000 }] }
  worker.send({ type: 'log', requestId: message.requestId, result })
}

/** Machines are slow at times. */
function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000 })
}

function follow(attempt?: number): { chunks: LogChunk[]; text: () => string; ended: Promise<void> } {
  const chunks: LogChunk[] = []
  const read = async () => {
    for await (const chunk of harness.client.taskExecutions.followLogs(ref, { attempt })) chunks.push(chunk)
  }
  const text = () => chunks.map((chunk) => `${chunk.attempt}: ${chunk.data}`).join('')
  return { chunks, text, ended: read() }
}

test('a log is followed as it is written, with its times, until its task has ended', async () => {
  const { chunks, text, ended } = follow()
  write(first, 'one\n')
  await eventually(() => expect(text()).toBe('1: one\n'))
  write(first, 'two\n')
  finish(first, SUCCESS)
  await ended
  expect(text()).toBe('1: one\n1: two\n')
  expect(chunks[0]).toMatchObject({ offset: 0, nextOffset: 4, times: [{ at: 0, time: 1000 }] })
})

test('following a task continues with its next attempts', async () => {
  const { text, ended } = follow()
  write(first, 'one\n')
  finish(first, FAILURE)
  const second = await run()
  await eventually(() => expect(text()).toBe('1: one\n'))
  write(second, 'two\n')
  await eventually(() => expect(text()).toBe('1: one\n2: two\n'))
  finish(second, SUCCESS)
  await ended
})

test('following one attempt covers only that one', async () => {
  const { text, ended } = follow(1)
  write(first, 'one\n')
  finish(first, FAILURE)
  await ended
  expect(text()).toBe('1: one\n')
  finish(await run(), SUCCESS)
})

test('a broken stream continues in the same attempt', async () => {
  write(first, 'one\n')
  finish(first, FAILURE)
  const second = await run()
  write(second, 'two\n')
  finish(second, SUCCESS)
  const path = `/api/v1/workflow-executions/${ref.workflowExecutionId}/task-executions/a/1/logs/follow`
  const stream = async (lastEventId: string) => {
    const headers = { authorization: `Bearer ${harness.token}`, 'last-event-id': lastEventId }
    return (await fetch(`${harness.server.url}${path}`, { headers })).text()
  }
  await eventually(async () => expect((await harness.client.taskExecutions.get(ref)).status).toBe('SUCCESS'))
  const fromFirst = await stream('1.2')
  expect(fromFirst).toContain('id: 1.4\n')
  expect(fromFirst).toContain('"data":"e\\n"')
  expect(fromFirst).toContain('id: 2.4\n')
  expect(await stream('3')).not.toContain('"attempt":1')
  expect(await stream('2.x')).toContain('INVALID_ARGUMENT')
})

test('each attempt is read by its number', async () => {
  const { client } = harness
  write(first, 'one\n')
  finish(first, FAILURE)
  const second = await run()
  write(second, 'two\n')
  await eventually(async () => expect((await client.taskExecutions.get(ref)).status).toBe('RUNNING'))
  expect(await client.taskExecutions.readLogs(ref, { attempt: 1 })).toMatchObject({ data: 'one\n', attempt: 1 })
  expect(await client.taskExecutions.readLogs(ref)).toMatchObject({ data: 'two\n', attempt: 2 })
  const missing = client.taskExecutions.readLogs(ref, { attempt: 3 })
  await expect(missing).rejects.toMatchObject({ code: 'LOG_NOT_FOUND' })
  await expect(follow(3).ended).rejects.toMatchObject({ code: 'LOG_NOT_FOUND' })
  finish(second, SUCCESS)
})

test('times, lines and alignment are passed to the worker', async () => {
  await harness.client.taskExecutions.readLogs(ref, { since: '1970-01-01T00:00:01Z', align: 'line' })
  expect(await worker.next('readLog')).toMatchObject({ since: 1000, align: 'line' })
  await harness.client.taskExecutions.readLogs(ref, { line: 7 })
  expect(await worker.next('readLog')).toMatchObject({ line: 7 })
  const wrong = harness.client.taskExecutions.readLogs(ref, { since: 'yesterday' })
  await expect(wrong).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('a log is searched on its worker', async () => {
  const searching = harness.client.taskExecutions.searchLogs(ref, 'needle', { offset: 5, limit: 2 })
  const asked = await worker.next('searchLog')
  expect(asked).toMatchObject({ attemptId: first.attemptId, text: 'needle', offset: 5, limit: 2 })
  const found = { matches: [{ offset: 9, line: 'a needle', time: 1000 }], nextOffset: 17, complete: false }
  worker.send({ type: 'logMatches', requestId: asked.requestId, result: { type: 'ok', ...found } })
  expect(await searching).toEqual({ ...found, attempt: 1 })
  const wrong = harness.client.taskExecutions.searchLogs(ref, 'two\nlines')
  await expect(wrong).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
})

test('a worker of version 0.1.0 is read as before, without requests that it does not know', async () => {
  worker.socket.close()
  await begin(1)
  const { client } = harness
  write(first, 'one\n')
  expect(await client.taskExecutions.readLogs(ref)).toMatchObject({ data: 'one\n' })
  const unknown = { code: 'PROTOCOL_MISMATCH', message: expect.stringContaining('AIFlow 0.1.0') }
  await expect(client.taskExecutions.readLogs(ref, { since: 0 })).rejects.toMatchObject(unknown)
  await expect(client.taskExecutions.searchLogs(ref, 'one')).rejects.toMatchObject(unknown)
})
