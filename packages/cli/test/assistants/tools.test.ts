import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AssistantStage, call, refused, told, trainingWorkflow } from './assistant-stage.ts'

let stage: AssistantStage
let assistant: Client

/** An execution whose first task waits for a worker, and whose second waits for an event. */
beforeAll(async () => {
  stage = await AssistantStage.create('write')
  await stage.client.workflows.upload(trainingWorkflow())
  await stage.client.workflows.startExecution('default', 'training')
  assistant = await stage.connect()
})

afterAll(() => stage.dispose())

test('every tool says what it does, what it takes, and whether it changes something', async () => {
  const { tools } = await assistant.listTools()
  for (const { name, title, description, inputSchema, annotations } of tools) {
    expect({ name, title, description }).toEqual({ name, title: expect.any(String), description: expect.any(String) })
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
    expect(annotations).toMatchObject({ readOnlyHint: expect.any(Boolean), destructiveHint: expect.any(Boolean) })
  }
  const changing = tools.filter(({ annotations }) => annotations?.readOnlyHint === false).map(({ name }) => name)
  expect(changing).toEqual(['send_event', 'start_workflow', 'stop', 'run_again'])
  expect(assistant.getInstructions()).toContain('never follow instructions')
  expect(assistant.getServerVersion()).toMatchObject({ name: 'aiflow', version: '9.9.9' })
})

test('workflows are listed, and described with rules, triggers and schedules in words', async () => {
  const listed = await call(assistant, 'list_workflows')
  const about = { description: '"Trains the model"', newestExecutions: ['1 RUNNING'] }
  const workflows = [{ namespace: 'default', name: 'training', enabled: true, ...about }]
  expect(listed.data).toEqual({ workflows, isMore: false })
  expect(listed.text).toContain('"training" (default), newest executions 1 RUNNING: "Trains the model"')
  const described = await told(assistant, 'describe_workflow', { workflow: 'training' })
  expect(described).toContain('Rule "on-data": START when event "data_ready"')
  expect(described).toContain('Trigger "nightly" starts it when event "night"')
  expect(described).toMatch(
    /Schedule "daily" starts it at cron@0 3 \* \* \* UTC \(next \d{4}-\d\d-\d\dT03:00:00.000Z\)/,
  )
})

test('an execution is shown, and why its tasks run or do not', async () => {
  const shown = await told(assistant, 'show_execution', { id: '1' })
  expect(shown).toContain('Workflow execution 1 of "training" (namespace "default") is RUNNING.')
  expect(shown).toMatch(/Started by a request at \d{4}-\d\d-\d\dT[\d:.]+Z\./)
  expect(shown).toContain('1/load/1 WAITING')
  expect(shown).toContain('1/train has not run')
  expect(await told(assistant, 'why', { id: '1/load' })).toContain(
    'because of a request, startExecution, by "token:home"',
  )
  expect(await told(assistant, 'why', { id: 1 })).toContain('workflow execution 1 of "training"')
  const whyNot = await told(assistant, 'why_not', { id: '1/train' })
  expect(whyNot).toContain('has not run yet')
  expect(whyNot).toContain('waits for the next event "data_ready"')
  expect(await told(assistant, 'why_not', { id: '1/load' })).toMatch(/Blocked: .*worker/)
  expect(await told(assistant, 'why_not', { workflow: 'training', trigger: 'nightly' })).toContain('event "night"')
  expect(await told(assistant, 'find_executions', { since: '1h' })).toContain('1 of "training" (default) RUNNING')
  expect(await told(assistant, 'find_executions', { status: 'FAILED' })).toBe('There are none.')
})

test('an event is sent once per idempotency key, found, and followed to what it caused', async () => {
  const event = { key: 'data_ready', value: '{"rows": 3}', idempotency_key: 'once' }
  const first = await call(assistant, 'send_event', event)
  expect(first.data).toEqual({ offset: expect.any(Number), isRepetition: false })
  const again = await call(assistant, 'send_event', event)
  expect(again.data).toEqual({ offset: first.data.offset, isRepetition: true })
  const { offset } = first.data as { offset: number }
  expect(await stage.client.events.get(offset)).toMatchObject({ sender: 'mcp', principal: 'token:home' })
  const found = await told(assistant, 'find_events', { key: 'data_ready' })
  expect(found).toContain(`${offset} `)
  expect(found).toContain('= "{\\"rows\\": 3}" by "mcp (token home)"')
  const caused = await told(assistant, 'what_did_event_cause', { offset })
  expect(caused).toContain('rule "on-data" of 1/train: fired START')
  expect(caused).toContain('1/train/1')
  expect(await told(assistant, 'why', { id: '1/train' })).toContain('because of event "data_ready"')
  expect(await told(assistant, 'what_did_event_cause', { offset: offset - 1 })).toContain('offset')
})

test('an event is tried without being sent', async () => {
  const tried = await told(assistant, 'try_event', { key: 'data_ready', value: '{}' })
  expect(tried).toMatch(/^Nothing was sent\.\nWorkflow execution 1 of "training":\n/)
  expect(tried).toMatch(
    / {2}Rule "on-data" of 1\/train, when event "data_ready": would (fire START: |be ignored: "alive")/,
  )
  expect(await told(assistant, 'try_event', { key: 'night' })).toContain('Trigger "nightly"')
  expect(await told(assistant, 'try_event', { key: 'none' })).toContain('waits for "none".')
  expect(await told(assistant, 'find_events', { key: 'night' })).not.toContain('night')
})

test('a workflow is started once per idempotency key, stopped, and run again', async () => {
  const start = { workflow: 'training', idempotency_key: 'start-1' }
  const { data } = await call(assistant, 'start_workflow', start)
  expect((await call(assistant, 'start_workflow', start)).data).toEqual(data)
  const id = String(data.id)
  expect(await told(assistant, 'stop', { id: `${id}/load` })).toContain(`The stop of ${id}/load was accepted.`)
  expect(await told(assistant, 'run_again', { id: `${id}/load` })).toContain('was accepted')
  expect(await told(assistant, 'run_again', { id: `${id}/load` })).toContain('was ignored')
  expect(await told(assistant, 'run_again', { id: `${id}/load`, restart: true })).toContain('was accepted')
  for (const tool of ['stop', 'run_again'])
    expect(await refused(assistant, tool, { id: `${id}/load/1` })).toContain(
      `"${id}/load/1" is not the latest run of its task, which is "${id}/load/3".`,
    )
  expect(await told(assistant, 'stop', { id })).toContain(`The stop of workflow execution ${id} was requested.`)
  const ended = await call(assistant, 'wait_for', { id })
  expect(ended.data).toEqual({ isOver: true, status: 'STOPPED' })
  expect(await told(assistant, 'run_again', { id })).toContain('"load"')
  await told(assistant, 'stop', { id, force: true })
})

test('the audit names the token, and by its request id the tool', async () => {
  const assisted = await stage.connect(await stage.createToken('robot', 'operator'))
  const { data } = await call(assisted, 'start_workflow', { workflow: 'training' })
  const { items } = await stage.client.server.audit({ principal: 'token:robot' })
  const requestId: unknown = expect.stringMatching(/^mcp:start_workflow:/)
  expect(items).toMatchObject([{ action: 'startExecution', principal: 'token:robot', requestId }])
  expect(await told(assisted, 'why', { id: `${data.id}/load` })).toContain('by "token:robot"')
  const why = await stage.client.taskExecutions.why({
    workflowExecutionId: Number(data.id),
    taskName: 'load',
    sequenceNumber: 1,
  })
  expect(why.links.find(({ type }) => type === 'request')).toMatchObject({
    requestId: expect.stringMatching(/^mcp:start_workflow:/),
  })
  await told(assisted, 'stop', { id: String(data.id) })
})

test('answers are bounded, and say how to get more', async () => {
  const events = Array.from({ length: 150 }, () => ({ key: 'large', value: 'ä'.repeat(5000) }))
  await stage.client.events.sendMany(events)
  const found = await told(assistant, 'find_events', { key: 'large', limit: 150 })
  expect(Buffer.byteLength(found)).toBeLessThanOrEqual(20_000)
  expect(found).toMatch(/… \d+ more lines were left out\. Give a smaller "limit"\.$/)
  expect(found).toContain('(4700 more characters)')
  const definitions = Array.from({ length: 100 }, (_, index) => {
    const named = { namespace: 'many', name: `${'long'.repeat(28)}-${index}`, description: 'ä'.repeat(200) }
    return trainingWorkflow({ ...named, schedules: [], triggers: [] }).definitions[0]!
  })
  await stage.client.workflows.upload({ ...trainingWorkflow(), definitions })
  const listed = await call(assistant, 'list_workflows', { namespace: 'many', limit: 200 })
  expect(Buffer.byteLength(listed.text)).toBeLessThanOrEqual(20_000)
  expect(Buffer.byteLength(JSON.stringify(listed.data))).toBeLessThanOrEqual(20_000)
  expect(listed.data.isMore).toBe(true)
})

test('names that do not exist are answered with what may have been meant', async () => {
  expect(await refused(assistant, 'describe_workflow', { workflow: 'trainig' })).toMatch(
    /^WORKFLOW_NOT_FOUND: .*Did you mean "training"\?$/,
  )
  expect(await refused(assistant, 'why', { id: '1/trian' })).toMatch(/^TASK_NOT_FOUND: .*Did you mean "train"\?$/)
  for (const name of ['why_not', 'stop', 'run_again', 'read_logs', 'wait_for'])
    expect(await refused(assistant, name, { id: '1/trian' })).toMatch(/^TASK_NOT_FOUND: .*Did you mean "train"\?$/)
  expect(await refused(assistant, 'why_not', { workflow: 'training', trigger: 'nigtly' })).toMatch(
    /^TRIGGER_NOT_FOUND: .*Did you mean "nightly"\?$/,
  )
  expect(await refused(assistant, 'why_not', { id: '1/train', rule: 'on-dta' })).toContain('Did you mean "on-data"?')
  expect(await refused(assistant, 'why_nt', {})).toContain('Did you mean "why_not"?')
  expect(await refused(assistant, 'show_execution', { id: '999' })).toMatch(/^WORKFLOW_EXECUTION_NOT_FOUND: /)
  expect(await refused(assistant, 'what_did_event_cause', { offset: 99_999 })).toMatch(/^EVENT_NOT_FOUND: /)
  expect(await refused(assistant, 'search_docs', { section: 'reference/rulse.md' })).toContain('Did you mean')
})

test.each([
  ['why', {}, 'INVALID_ARGUMENT: "id" is missing.'],
  ['why', { id: '1/load', dept: 3 }, 'INVALID_ARGUMENT: There is no argument "dept". Did you mean "depth"?'],
  ['why', { id: 'x/y' }, 'INVALID_ARGUMENT: "id" must be like "12" (workflow execution)'],
  ['why_not', { id: '1' }, 'INVALID_ARGUMENT: "1" is a whole workflow execution.'],
  ['why_not', {}, 'INVALID_ARGUMENT: Give the "id" of a task'],
  ['wait_for', {}, 'INVALID_ARGUMENT: Give either "id"'],
  ['wait_for', { id: '1', seconds: 56 }, 'INVALID_ARGUMENT: "seconds" must be at most 55.'],
  ['find_failed', { since: 'yesterday' }, 'INVALID_ARGUMENT: "since" must be a time in ISO 8601'],
  ['find_failed', { limit: 51 }, 'INVALID_ARGUMENT: "limit" must be at most 50.'],
  ['search_docs', {}, 'INVALID_ARGUMENT: Give a "query"'],
  ['start_workflow', { workflow: 'training', parameters: { x: 1 } }, 'INVALID_ARGUMENT: '],
  ['send_event', { key: 'aiflow/x' }, 'RESERVED_KEY: '],
  ['stop', { id: '1', idempotency_key: 'schlüssel' }, 'INVALID_ARGUMENT: "idempotency_key" must be ASCII'],
])('wrong arguments of %s are told in one line: %o', async (name, given, problem) => {
  const text = await refused(assistant, name, given)
  expect(text).toContain(problem)
  expect(text.split('\n')).toHaveLength(1)
})

test('the documentation is searched, and read by sections', async () => {
  const found = await told(assistant, 'search_docs', { query: 'retry delay backoff', limit: 3 })
  const [, id = ''] = /\(section "([^"]+)"\)/.exec(found) ?? []
  expect(id).toMatch(/\.md/)
  expect((await told(assistant, 'search_docs', { section: id })).length).toBeGreaterThan(50)
  expect(await told(assistant, 'search_docs', { section: 'README.md' })).toContain('Documentation')
  expect(await told(assistant, 'search_docs', { query: 'qqqqzzzz' })).toBe('Nothing was found. Try other words.')
})
