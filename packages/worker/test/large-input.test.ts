import { readdirSync, readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { AttemptPart, AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { childJournals, unsettledFiles } from './support/journal-of.ts'
import { bashSpec, codeSpec, event } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const LARGE = 'x'.repeat(1_000_000)
const TRIGGER = { type: 'EVENT', rule: 'r', events: [event('key', LARGE)], outputs: { up: LARGE } }
const PARTS: Record<AttemptPart, unknown> = {
  trigger: TRIGGER,
  states: { s: LARGE },
  handle: { job: LARGE },
  parameters: { p: 'value' },
  operator: { type: 'bash', command: 'wc -c <"$AIFLOW_TRIGGER_FILE"; exit "$CODE"', env: { CODE: '3' } },
  item: { index: 4, value: { text: LARGE } },
}

const BUNDLE = bundle(`
  import { FunctionOperator, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
  import { readFileSync } from 'node:fs'
  const state = new ValueStateDescriptor('s')
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'first', run: () => 1 })
    new FunctionOperator({ name: 'read', run: (context) => [
      context.trigger.events[0].value.length, context.outputs.get('up').length, context.getState(state).value().length,
      context.handle.get().job.length, context.parameters.p, context.getTaskStatus('first'), context.getTaskStatus('read'),
      readFileSync(process.env.AIFLOW_TRIGGER_FILE, 'utf8').length,
    ] })
  })
`)

let stage: Stage
let served: string[]

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  served = []
  stage.far.answer = (request, response) => serve(request.url ?? '', response)
})

afterEach(() => stage.end())

function serve(path: string, response: ServerResponse): boolean {
  const part = path.split('/').at(-1) as AttemptPart
  if (!path.startsWith('/api/v1/worker/attempts/') || !(part in PARTS)) return false
  served.push(part)
  response.end(JSON.stringify(PARTS[part]))
  return true
}

const STUBS = { trigger: { ...TRIGGER, events: [event('key', null)], outputs: {} } } as Partial<AttemptSpec>

async function run(spec: AttemptSpec) {
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

test('code reads input that was too large to be sent with its start, and neither its journal nor its folder keeps it', async () => {
  await stage.worker()
  stage.far.acknowledges = false
  const fetch: AttemptPart[] = ['trigger', 'states', 'handle', 'parameters']
  const spec = codeSpec('read', { ...STUBS, fetch, statusRuns: 'sq' })
  const triggerLength = JSON.stringify(TRIGGER).length
  const output = [1e6, 1e6, 1e6, 1e6, 'value', 'SUCCESS', 'QUEUED', triggerLength]
  expect(await run(spec)).toEqual({ type: 'success', output })
  const [journal] = childJournals(stage.home)
  expect(readFileSync(journal!).length).toBeLessThan(8000)
  stage.far.acknowledges = true
  stage.far.disconnect()
  await stage.far.until(() => unsettledFiles(stage.home, spec.attemptId) === null)
  expect(readdirSync(join(stage.home, 'worker/attempts'))).toEqual([])
})

test('a command gets its trigger as a file and its words from the server, and all of it goes with its end', async () => {
  await stage.worker()
  const spec = bashSpec(':', { ...STUBS, fetch: ['trigger', 'operator'] })
  expect(await run(spec)).toMatchObject({ type: 'failed', exitCode: 3 })
  await stage.far.settled()
  const settled = join(stage.home, 'worker/settled')
  const [day = ''] = readdirSync(settled)
  const folder = join(settled, day, spec.attemptId)
  expect(readFileSync(join(folder, 'log'), 'utf8').trim()).toBe(String(JSON.stringify(TRIGGER).length))
  expect(readdirSync(folder)).not.toContain('input')
})

test('a part that was cut off, or refused for a while, is fetched again whole', async () => {
  await stage.worker()
  let tries = 0
  stage.far.answer = (request, response) => {
    tries += 1
    if (tries === 1) return response.writeHead(503).end() !== null
    if (tries > 2) return serve(request.url ?? '', response)
    response.write('{"type":"EV', () => response.destroy())
    return true
  }
  const spec = bashSpec('test "$(wc -c <"$AIFLOW_TRIGGER_FILE")" -gt 1000000', { ...STUBS, fetch: ['trigger'] })
  expect(await run(spec)).toEqual({ type: 'success', output: null })
  expect(tries).toBe(3)
})

test('an attempt whose server has nothing for it fails, and one that is stopped meanwhile never starts', async () => {
  await stage.worker()
  stage.far.answer = (_request, response) => response.writeHead(409).end('{}') !== null
  const ended = bashSpec('true', { ...STUBS, fetch: ['trigger'] })
  expect(await run(ended)).toMatchObject({ type: 'failed', reason: 'start' })
  stage.far.answer = () => true
  const stopped = bashSpec('true', { ...STUBS, fetch: ['trigger'] })
  stage.far.start1(stopped)
  await stage.far.request(`/api/v1/worker/attempts/${stopped.attemptId}/trigger`)
  stage.far.stop1(stopped.attemptId)
  expect((await stage.far.report(stopped.attemptId, 'finished')).outcome).toEqual({ type: 'neverStarted' })
})

test('a fetch for one execution does not delay others', async () => {
  await stage.worker()
  const held: ServerResponse[] = []
  stage.far.answer = (request, response) => {
    if (request.url?.includes('heavy') !== true) return serve(request.url ?? '', response)
    held.push(response)
    return true
  }
  const heavy = Array.from({ length: 6 }, (_, n) =>
    bashSpec('true', { ...STUBS, attemptId: `heavy-attempt-${n}`, fetch: ['trigger'], workflowExecutionId: 8 }),
  )
  for (const spec of heavy) stage.far.start1(spec)
  await stage.far.until(() => held.length > 0)
  expect(await run(bashSpec('true'))).toEqual({ type: 'success', output: null })
  expect(await run(bashSpec('true', { ...STUBS, fetch: ['trigger'] }))).toEqual({ type: 'success', output: null })
  expect(held).toHaveLength(1)
})
