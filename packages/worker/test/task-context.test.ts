import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from './support/bundle.ts'
import { codeSpec, event } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const BUNDLE = bundle(`
  import { AIFlowOperator, EventType, FunctionOperator, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
  const state = new ValueStateDescriptor('s')
  const order = new EventType('order', { '~standard': {
    validate: (value) => Number.isInteger(value?.id) ? { value } : { issues: [{ message: 'must be whole', path: ['id'] }] },
  } })
  class Waits extends AIFlowOperator {
    start() {}
    awaitTermination(_context, timeoutSeconds) { return { timeoutSeconds: timeoutSeconds ?? null } }
  }
  export const flow = new Workflow({ name: 'flow' }, () => {
    new Waits({ name: 'waits' })
    new FunctionOperator({ name: 'send', run: (context) => Promise.all([
      context.events.send('a', 'x'), context.events.send('b', null, { to: 'namespace', context: { c: 1 } }),
    ]) })
    new FunctionOperator({ name: 'listen', run: async (context) => {
      for await (const event of context.events.listen('k', { from: 5 })) if (event.value === 'last') return event.offset
    } })
    new FunctionOperator({ name: 'send-typed', run: async ({ events }) => {
      await events.send(order, { id: 3 }, { to: 'namespace' })
      return events.send(order, { id: 'x' }).catch((error) => [error.code, error.message])
    } })
    new FunctionOperator({ name: 'listen-typed', run: async ({ events }) => {
      for await (const event of events.listen([order, 'other'], { from: 5 })) return order.read(event).id
    } })
    new FunctionOperator({ name: 'listen-until-stop', run: async (context) => {
      for await (const event of context.events.listen('k')) void event
      return 'ended'
    } })
    new FunctionOperator({ name: 'state', run: async (context) => {
      const before = context.getState(state).value()
      await context.getState(state).update({ n: 2 })
      return [before, context.getState(state).value(), context.getTaskStatus('other')]
    } })
    new FunctionOperator({ name: 'handle', run: async (context) => {
      const before = context.handle.get()
      await context.handle.set({ job: 2 })
      return [before, context.handle.get()]
    } })
    const up = new FunctionOperator({ name: 'up', run: () => 1 })
    new FunctionOperator({ name: 'identity', run: (context) => [context.workflow, String(context.task.key), context.outputs.get('up'), context.outputs.get('none') === undefined, context.outputs.get(up), context.getTaskStatus(up)] })
    new FunctionOperator({ name: 'schedule', run: ({ schedule }) => schedule })
    new FunctionOperator({ name: 'output', run: (context) => { context.setOutput({ loss: 0.5 }) } })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  await stage.worker()
})

afterEach(() => stage.end())

async function run(taskName: string, changes: Parameters<typeof codeSpec>[1] = {}) {
  const spec = codeSpec(taskName, changes)
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  return outcome.type === 'success' ? outcome.output : outcome
}

test('a task sends events to its execution, or to its namespace, once each', async () => {
  let failures = 2
  stage.far.answer = (_request, response) => {
    failures -= 1
    if (failures >= 0) response.statusCode = 503
    response.end(failures >= 0 ? '{}' : JSON.stringify({ offsets: [{ offset: 9, duplicate: false }] }))
    return true
  }
  expect(await run('send')).toEqual([{ offset: 9 }, { offset: 9 }])
  const sent = stage.far.requests.filter(({ path }) => path === '/api/v1/events').map(({ body }) => JSON.parse(body))
  expect(sent).toContainEqual(
    expect.objectContaining({ key: 'a', value: 'x', namespace: 'default', workflowExecutionId: 7 }),
  )
  expect(sent).toContainEqual(
    expect.objectContaining({ key: 'b', value: null, context: '{"c":1}', workflowExecutionId: null }),
  )
  expect(new Set(sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2)
})

test('a task listens to events of its execution from an offset on', async () => {
  const events = [
    { ...event('k', 'last'), offset: 5, workflowExecutionId: 8 },
    { ...event('k', 'first'), offset: 6 },
    { ...event('k', 'last'), offset: 7, workflowExecutionId: null },
  ]
  stage.far.answer = (_request, response) => {
    response.setHeader('content-type', 'text/event-stream')
    for (const entry of events) response.write(`id: ${entry.offset}\ndata: ${JSON.stringify(entry)}\n\n`)
    return true
  }
  expect(await run('listen')).toBe(7)
  expect(stage.far.requests.map(({ path }) => path)).toContainEqual(expect.stringMatching(/events\/listen\?.*from=5/))
})

test('a task sends and hears events of a type, whose values are checked', async () => {
  stage.far.answer = (_request, response) => {
    response.end(JSON.stringify({ offsets: [{ offset: 9, duplicate: false }] }))
    return true
  }
  const message = 'The value of the event "order" does not fit its schema: "id": must be whole.'
  expect(await run('send-typed')).toEqual(['INVALID_ARGUMENT', message])
  const sent = stage.far.requests.filter(({ path }) => path === '/api/v1/events').map(({ body }) => JSON.parse(body))
  expect(sent).toEqual([
    expect.objectContaining({
      key: 'order',
      value: '{"id":3}',
      workflowExecutionId: null,
      idempotencyKey: expect.any(String),
    }),
  ])
  stage.far.answer = (_request, response) => {
    response.setHeader('content-type', 'text/event-stream')
    response.write(`id: 6\ndata: ${JSON.stringify({ ...event('order', '{"id":4}'), offset: 6 })}\n\n`)
    return true
  }
  expect(await run('listen-typed')).toBe(4)
  const asked = stage.far.requests.find(({ path }) => path.includes('events/listen'))?.path ?? ''
  expect(new URL(asked, 'http://host').searchParams.getAll('key')).toEqual(['order', 'other'])
})

test('a task that listens ends its iteration when it is asked to stop', async () => {
  stage.far.answer = (_request, response) => {
    response.setHeader('content-type', 'text/event-stream')
    response.write(': hello\n\n')
    return true
  }
  const spec = codeSpec('listen-until-stop')
  stage.far.start1(spec)
  await stage.far.request('/api/v1/events/listen')
  stage.far.stop1(spec.attemptId)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toEqual({ type: 'stopped', message: null })
})

test('a task reads state as of its start and its own updates, which are durable when they resolve', async () => {
  stage.far.answer = (_request, response) => {
    response.end('{}')
    return true
  }
  const output = await run('state', { states: { s: { n: 1 } }, taskStatuses: { other: 'RUNNING' } })
  expect(output).toEqual([{ n: 1 }, { n: 2 }, 'RUNNING'])
  expect(stage.far.requests).toContainEqual({ method: 'PUT', path: '/api/v1/task/state/s', body: '{"value":{"n":2}}' })
})

test('a task finds the handle of the attempt before and sets its own', async () => {
  stage.far.answer = (_request, response) => {
    response.end('{}')
    return true
  }
  expect(await run('handle', { handle: { job: 1 } })).toEqual([{ job: 1 }, { job: 2 }])
  expect(stage.far.requests).toContainEqual({
    method: 'PUT',
    path: '/api/v1/task/handle',
    body: '{"handle":{"job":2}}',
  })
})

test('a task knows what it is and what its upstream tasks left', async () => {
  const spec = codeSpec('identity')
  const trigger = { ...spec.trigger, outputs: { up: { model: 3 } } }
  expect(await run('identity', { trigger, taskStatuses: { up: 'SUCCESS' } })).toEqual([
    { name: 'flow', namespace: 'default', executionId: 7 },
    '7/identity/1',
    { model: 3 },
    true,
    { model: 3 },
    'SUCCESS',
  ])
})

test('a task that returns nothing has the output set by setOutput', async () => {
  expect(await run('output')).toEqual({ loss: 0.5 })
})

test('a task knows the time that it was started for', async () => {
  const schedule = { name: 'daily', dueTime: 2000, intervalStart: 1000, intervalEnd: 2000 }
  expect(await run('schedule', { schedule })).toEqual(schedule)
  expect(await run('schedule', { schedule: null })).toBeNull()
  expect(await run('schedule')).toBeNull()
})

test('the wait for the end of a task knows the time-out of the task', async () => {
  expect(await run('waits', { timeoutSeconds: 90 })).toEqual({ timeoutSeconds: 90 })
  expect(await run('waits')).toEqual({ timeoutSeconds: null })
})
