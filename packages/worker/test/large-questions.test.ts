import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { EvaluateRequest } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { bashSpec, event, SNAPSHOT } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const LARGE = 'x'.repeat(1_000_000)
const PATH = '/api/v1/worker/questions/'

const BUNDLE = bundle(`
  import { Condition, FunctionOperator, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
  const large = new ValueStateDescriptor('large')
  const seen = new ValueStateDescriptor('seen')
  class Reads extends Condition {
    constructor() { super(['k']) }
    isMet(event, context) {
      const lengths = [context.getState(large).value()?.length, event.value?.length]
      context.getState(seen).update([...lengths, context.getTaskStatus('t'), context.getTaskStatus('u')])
      return event.value === 'last'
    }
  }
  export const flow = new Workflow({ name: 'flow' }, () => {
    const task = new FunctionOperator({ name: 't', run: () => 1 })
    new FunctionOperator({ name: 'u', run: () => 1 })
    task.actionOnCondition('START', new Reads(), { name: 'r' })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

function question(workflowName = 'flow'): EvaluateRequest & { readonly fetch: string } {
  return {
    type: 'evaluate',
    requestId: randomUUID(),
    snapshotHash: SNAPSHOT,
    namespace: 'default',
    workflowName,
    rule: { type: 'task', task: 't', name: 'r' },
    event: event('k', null),
    states: {},
    statusRuns: 'sn',
    fetch: randomUUID(),
    timeoutMs: 5000,
  }
}

async function ask(asked: EvaluateRequest) {
  stage.far.send(asked)
  return (await stage.far.message('evaluated', ({ requestId }) => requestId === asked.requestId)).result
}

const content = JSON.stringify({
  event: event('k', LARGE),
  states: { large: LARGE },
  following: [event('k', 'last'), event('k', 'later')],
})

function serve(path: string, response: ServerResponse): boolean {
  if (!path.startsWith(PATH)) return false
  response.end(content)
  return true
}

const folder = () => join(stage.home, 'worker/questions')
const files = () => (existsSync(folder()) ? readdirSync(folder()) : [])

test('a condition reads input that was too large to be sent with its question, and nothing of it is left behind', async () => {
  await stage.worker()
  stage.far.answer = (request, response) => serve(request.url ?? '', response)
  expect(await ask(question())).toEqual({
    type: 'ok',
    met: false,
    states: { seen: [1e6, 1e6, 'SUCCESS', null] },
    following: [{ met: true, states: { seen: [1e6, 4, 'SUCCESS', null] } }],
  })
  await stage.far.until(() => files().length === 0)
})

test('a question that the server no longer has is not the fault of the condition', async () => {
  await stage.worker()
  for (const status of [409, 404, 503]) {
    stage.far.answer = (_request, response) => response.writeHead(status).end('{}') !== null
    expect(await ask(question())).toMatchObject({ type: 'error', cause: 'worker' })
  }
  await stage.far.until(() => files().length === 0)
})

test('a fetch for one workflow delays neither starts nor the questions of others', async () => {
  await stage.worker()
  const heavy = Array.from({ length: 6 }, () => question('heavy'))
  const held: ServerResponse[] = []
  stage.far.answer = (request, response) => {
    if (!heavy.some(({ fetch: name }) => request.url === `${PATH}${name}`)) return serve(request.url ?? '', response)
    held.push(response)
    return true
  }
  for (const each of heavy) stage.far.send(each)
  await stage.far.until(() => held.length > 0)
  const spec = bashSpec('true')
  stage.far.start1(spec)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'success', output: null })
  expect(await ask(question())).toMatchObject({ type: 'ok' })
  expect(held).toHaveLength(1)
})

test('what a killed worker left of its questions is removed by the next one', async () => {
  mkdirSync(folder(), { recursive: true })
  writeFileSync(join(folder(), randomUUID()), content)
  await stage.worker()
  expect(files()).toEqual([])
})
