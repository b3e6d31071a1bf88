import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, failure, IDLE, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

/** A task that starts the workflow `child`. */
function sub(more: Record<string, unknown> = {}, task: Record<string, unknown> = {}) {
  return { name: 'sub', operator: { type: 'workflow', workflow: 'child', ...more }, ...task }
}

function find(id: number, sequenceNumber = 1, task = 'sub') {
  return harness.reads.tasks.find({ workflowExecutionId: id, task, sequenceNumber })
}

const execution = (id: number) => harness.reads.executions.find(id)

function act(action: 'START' | 'STOP' | 'RESTART', id = 1, task = 'sub') {
  return harness.control({ type: 'taskAction', workflowExecutionId: id, task, action })
}

const stop = (id: number) => harness.control({ type: 'stopExecution', workflowExecutionId: id })

async function countOf(workflow: string): Promise<number> {
  return (await harness.reads.executions.list({ workflow }, { limit: 1000 })).items.length
}

test('a task starts another workflow, waits for it without a slot, and has its outputs', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a'), bash('b', { rules: [startAfter('a')] })] })
  await harness.upload({ tasks: [sub(), bash('next', { rules: [startAfter('sub')] })] })
  const id = await harness.start()
  expect(await find(id)).toMatchObject({ status: 'RUNNING', attemptId: null, childExecutionId: 2 })
  const parent = { workflowExecutionId: 1, taskName: 'sub', sequenceNumber: 1, depth: 1, topExecutionId: 1 }
  expect(await execution(2)).toMatchObject({ workflowName: 'child', type: 'EVENT', status: 'RUNNING', parent })
  expect((await harness.reads.executions.list({ parent: 1 }, { limit: 10 })).items.map((row) => row.id)).toEqual([2])
  await harness.succeed('a', { rows: 3 })
  await harness.succeed('b', 'done')
  const output = { a: { rows: 3 }, b: 'done' }
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', outcome: { type: 'success', output } })
  expect(harness.worker.attemptOf('next').trigger.outputs).toEqual({ sub: output })
})

test('parameters come from the parameters, outputs and event of the start, and the output from one task', async () => {
  const parameters = {
    type: 'object',
    properties: { day: { type: 'string' }, files: { type: 'array' }, by: {}, n: {} },
  }
  await harness.upload({ name: 'child', parameters, tasks: [bash('a'), bash('b')] })
  const given = { day: 'on ${parameters.day}', files: '${outputs.list.files}', by: '${event.value}', n: 3 }
  const rules = [startAfter('list')]
  await harness.upload({
    parameters: { type: 'object', properties: { day: { type: 'string', default: 'monday' } } },
    tasks: [bash('list'), sub({ parameters: given, output: 'b' }, { rules })],
  })
  await harness.start()
  await harness.succeed('list', { files: ['x', 'y'] })
  expect(await execution(2)).toMatchObject({ parameters: { day: 'on monday', files: ['x', 'y'], by: 'SUCCESS', n: 3 } })
  await harness.succeed('a', 1)
  await harness.succeed('b', 2)
  expect(await find(1)).toMatchObject({ status: 'SUCCESS', outcome: { output: 2 } })
})

test('the failure of the child is that of the task, with its id and reason, and is not retried', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [sub({}, { retry: { retries: 3 } })] })
  await harness.start()
  await harness.finished('a', failure({ message: 'no disk' }))
  const message = 'The workflow execution 2 of "child" failed in its task "a": no disk'
  expect(await find(1)).toMatchObject({ status: 'FAILED', outcome: { reason: 'child', message, retryable: false } })
  expect(await harness.executionStatus(1)).toBe('FAILED')
  await harness.control({ type: 'rerunExecution', workflowExecutionId: 1 })
  expect(await find(1, 2)).toMatchObject({ status: 'RUNNING', childExecutionId: 3 })
})

test('a child with nothing to do ends within the step, and one that somebody else stops fails the task', async () => {
  await harness.upload({ name: 'child', tasks: IDLE })
  await harness.upload({ tasks: [sub()] })
  expect(await harness.executionStatus(await harness.start())).toBe('SUCCESS')
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  const id = await harness.start()
  await stop(id + 1)
  await harness.finished('a', { type: 'stopped', message: null })
  const message = `The workflow execution ${id + 1} of "child" was stopped, though this task was not.`
  expect(await find(id)).toMatchObject({ status: 'FAILED', outcome: { reason: 'child', message } })
})

test.each([
  ['of the task', () => act('STOP'), 'request'],
  ['of its execution', () => stop(1), 'execution'],
])('a stop %s stops the child, and is over when the child has ended', async (_what, ask, stoppedBy) => {
  await harness.upload({ name: 'child', tasks: [bash('a'), bash('late', { onStop: true })] })
  await harness.upload({ tasks: [sub()] })
  await harness.start()
  await harness.running('a')
  await ask()
  expect(await find(1)).toMatchObject({ status: 'STOPPING', stoppedBy })
  expect(await execution(2)).toMatchObject({ stopping: true, status: 'RUNNING' })
  await harness.reopen()
  await harness.report({
    type: 'finished',
    attemptId: (await find(2, 1, 'a'))?.attemptId ?? '',
    outcome: { type: 'stopped', message: null },
    startedAt: 0,
    endedAt: 1,
  })
  expect(await find(1)).toMatchObject({ status: 'STOPPING' })
  await harness.succeed('late')
  expect(await execution(2)).toMatchObject({ status: 'STOPPED' })
  expect(await find(1)).toMatchObject({ status: 'STOPPED' })
  expect(await harness.executionStatus(1)).toBe('STOPPED')
})

test('a restart stops the child, and starts a new one when that has ended', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [sub()] })
  await harness.start()
  await act('RESTART')
  await act('RESTART')
  expect(await countOf('child')).toBe(1)
  await harness.finished('a', { type: 'stopped', message: null })
  expect(await find(1, 2)).toMatchObject({ status: 'RUNNING', childExecutionId: 3 })
  expect(await countOf('child')).toBe(2)
})

test('a crash neither starts a second child nor loses the end of the first', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [sub()] })
  await harness.start()
  const { attemptId } = harness.worker.attemptOf('a')
  await harness.reopen()
  expect(await countOf('child')).toBe(1)
  const outcome = { type: 'success', output: 1 } as const
  await harness.report({ type: 'finished', attemptId, outcome, startedAt: 0, endedAt: 1 })
  await harness.reopen()
  expect(await find(1)).toMatchObject({ status: 'SUCCESS', outcome: { output: { a: 1 } } })
  expect(await countOf('child')).toBe(1)
})

test('in a paused execution the end of the child waits for its turn, and a stop takes it as it was', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [sub(), bash('next', { rules: [startAfter('sub')] })] })
  const pause = (id: number, paused: boolean) =>
    harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused })
  for (const id of [1, 3]) {
    expect(await harness.start()).toBe(id)
    await pause(id, true)
    await harness.succeed('a', id)
    expect(await harness.executionStatus(id + 1)).toBe('SUCCESS')
    expect(await find(id)).toMatchObject({ status: 'RUNNING' })
    await harness.reopen()
  }
  await pause(1, false)
  await harness.settle()
  expect(await harness.statuses(1)).toMatchObject({ sub: 'SUCCESS 1', next: 'QUEUED 1' })
  await act('STOP', 3)
  expect(await find(3)).toMatchObject({ status: 'SUCCESS', outcome: { output: { a: 3 } } })
  await pause(3, false)
  await harness.settle()
  expect(await harness.statuses(3)).toMatchObject({ sub: 'SUCCESS 1' })
})

test('when its time is up the child is stopped, and then the task fails', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [sub({}, { timeoutSeconds: 60 })] })
  await harness.start()
  await harness.pass(60)
  expect(await find(1)).toMatchObject({ status: 'STOPPING' })
  await harness.reopen()
  await act('STOP')
  const { attemptId = '' } = (await find(2, 1, 'a')) ?? {}
  const outcome = { type: 'stopped', message: null } as const
  await harness.report({ type: 'finished', attemptId: attemptId ?? '', outcome, startedAt: 0, endedAt: 1 })
  const message = 'The workflow execution 2 ran longer than the limit of 60 s.'
  expect(await find(1)).toMatchObject({ status: 'FAILED', outcome: { reason: 'timeout', message } })
  expect(harness.scheduler.readTimers()).toEqual([])
})

test('a start that is refused says why, and is retried where that may help', async () => {
  const refused = async (id: number, status: string, message: string) => {
    const outcome = { reason: 'start', message: expect.stringContaining(message) }
    expect(await find(id)).toMatchObject({ status, outcome })
  }
  await harness.upload({ tasks: [sub({}, { retry: { retries: 1, retryDelaySeconds: 10, retryJitter: 0 } })] })
  await harness.start()
  await refused(1, 'RETRYING', 'no workflow "child"')
  const parameters = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }
  await harness.upload({ name: 'child', parameters, tasks: [bash('a')] })
  await harness.pass(10)
  await refused(1, 'FAILED', '"n": is missing')
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.control({ type: 'setWorkflowEnabled', namespace: 'default', workflow: 'child', enabled: false })
  const id = await harness.start()
  await refused(id, 'RETRYING', 'is disabled')
  await harness.control({ type: 'setWorkflowEnabled', namespace: 'default', workflow: 'child', enabled: true })
  await harness.pass(10)
  expect(await find(id)).toMatchObject({ status: 'RUNNING', attemptNumber: 2, outcome: null })
  await harness.succeed('a')
  await harness.upload({ tasks: [sub({ output: 'gone' })] })
  await refused(await harness.start(), 'FAILED', 'has no task "gone"')
  await harness.upload({ tasks: [sub({ parameters: { n: '${outputs.x.y}' } })] })
  await refused(await harness.start(), 'FAILED', 'The expression "outputs.x.y" of the parameter "n"')
})

test('a child waits for its place, and is refused where the workflow lets nothing wait', async () => {
  await harness.upload({ name: 'child', maxActiveExecutions: 1, tasks: [bash('a')] })
  await harness.upload({ tasks: [sub()] })
  const [first, second] = [await harness.start(), await harness.start()]
  expect(await find(second)).toMatchObject({ status: 'RUNNING', childExecutionId: 4 })
  expect(await execution(4)).toMatchObject({ status: 'INIT', waitsFor: 'place' })
  await harness.succeed('a')
  expect(await find(first)).toMatchObject({ status: 'SUCCESS' })
  expect(await harness.executionStatus(4)).toBe('RUNNING')
  const third = await harness.start()
  await act('STOP', third)
  expect(await find(third)).toMatchObject({ status: 'STOPPED' })
  await harness.upload({ name: 'child', maxActiveExecutions: 1, onFull: 'skip', tasks: [bash('a')] })
  const message = expect.stringContaining('1 execution is alive, and the workflow allows at most 1 at once')
  expect(await find(await harness.start())).toMatchObject({ status: 'FAILED', outcome: { reason: 'start', message } })
})

test('a child that would wait for an execution above it is refused', async () => {
  await harness.upload({ name: 'child', tasks: [{ name: 'up', operator: { type: 'workflow', workflow: 'w' } }] })
  await harness.upload({ maxActiveExecutions: 1, tasks: [sub()] })
  await harness.start()
  const outcome = (await find(2, 1, 'up'))?.outcome
  expect(outcome).toMatchObject({ message: expect.stringContaining('the execution 1 of it waits for this task') })
  expect(await harness.executionStatus(1)).toBe('FAILED')
})

test('workflows that start each other end at the greatest depth', async () => {
  await harness.upload({ name: 'child', tasks: [sub()] })
  await harness.upload({ tasks: [sub()] })
  expect(await harness.executionStatus(await harness.start())).toBe('FAILED')
  expect(await countOf('child')).toBe(10)
  const message = 'The workflow "child" cannot be started: 10 executions already wait for each other above it'
  expect(await find(11)).toMatchObject({ outcome: { message: expect.stringContaining(message) } })
})

test('many children are begun and stopped in slices', async () => {
  const tasks = Array.from({ length: 250 }, (_, index) => ({ ...sub(), name: `s${index}` }))
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks })
  const id = await harness.start()
  expect(await countOf('child')).toBe(100)
  await harness.reopen()
  await harness.pass(1)
  await harness.pass(1)
  expect(await countOf('child')).toBe(250)
  await stop(id)
  await harness.pass(1)
  await harness.reopen()
  await harness.pass(1)
  const { items } = await harness.reads.executions.list({ workflow: 'child' }, { limit: 1000 })
  expect(items.filter(({ stopping }) => !stopping)).toEqual([])
  for (const { id: child } of items) {
    const row = await find(child, 1, 'a')
    if (row?.status !== 'STOPPING') continue
    const outcome = { type: 'stopped', message: null } as const
    await harness.report({ type: 'finished', attemptId: row.attemptId ?? '', outcome, startedAt: 0, endedAt: 1 })
  }
  expect(await harness.executionStatus(id)).toBe('STOPPED')
})

test('a task that an event starts again and again has one child for each start', async () => {
  await harness.upload({ name: 'child', tasks: IDLE })
  await harness.upload({ tasks: [sub({}, { rules: [onEvent('START', 'go', { whenAlive: 'queue' })] }), bash('busy')] })
  await harness.start()
  await harness.sendAll(...Array.from({ length: 250 }, () => 'go'))
  expect(await countOf('child')).toBe(250)
  expect(await harness.statuses(1)).toMatchObject({ sub: 'SUCCESS 250' })
})

test('starts that wait in the store are taken one after the other, however fast the children end', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [sub({}, { rules: [onEvent('START', 'go', { whenAlive: 'queue' })] }), bash('busy')] })
  await harness.start()
  for (let count = 0; count < 20; count += 1) await harness.send('go', 'x'.repeat(70_000))
  await harness.upload({ name: 'child', tasks: IDLE })
  await harness.succeed('a')
  for (let count = 0; count < 40; count += 1) await harness.pass(1)
  expect(await harness.statuses(1)).toMatchObject({ sub: 'SUCCESS 20' })
  expect(await countOf('child')).toBe(20)
})

test('a cycle of starts and ends is stopped by the circuit of its rule', async () => {
  await harness.upload({ name: 'child', tasks: IDLE })
  const rules = [
    onEvent('START', 'go'),
    { name: 'again', action: 'START', condition: { type: 'taskStatus', task: 'sub', status: 'SUCCESS' } },
  ]
  await harness.upload({ tasks: [sub({}, { rules }), bash('busy')] })
  await harness.start()
  await harness.send('go')
  for (let count = 0; count < 40; count += 1) {
    harness.now += 1
    await harness.fireDue()
  }
  const { items } = await harness.reads.tasks.list({ workflowExecutionId: 1, task: 'sub' }, { limit: 10_000 })
  expect(items.length).toBeGreaterThan(100)
  expect(items.length).toBeLessThan(2000)
  expect(harness.scheduler.readTimers().filter(({ id }) => id.startsWith('children:'))).toEqual([])
})

test('behind a condition with code, the end of a child waits for its turn, and asks nobody', async () => {
  const code = { type: 'code', expectEventKeys: ['ask', 'aiflow/workflow-status/child'], className: 'Own' }
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({
    tasks: [sub(), bash('busy'), bash('own', { rules: [{ name: 'own', action: 'START', condition: code }] })],
  })
  await harness.start()
  const answer = Promise.withResolvers<{ type: 'ok'; met: boolean; states: Record<string, never> }>()
  harness.worker.evaluation = () => answer.promise
  await harness.send('ask')
  await harness.succeed('a', 7)
  expect(await harness.executionStatus(2)).toBe('SUCCESS')
  expect(await find(1)).toMatchObject({ status: 'RUNNING' })
  answer.resolve({ type: 'ok', met: false, states: {} })
  await expect.poll(async () => (await find(1))?.status).toBe('SUCCESS')
  expect(harness.worker.asked.map(({ event }) => event.key)).toEqual(['ask'])
})

test('a stop that is forced ends the task, and the child is stopped all the same', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [sub()] })
  await harness.start()
  await act('STOP')
  await harness.control({ type: 'forceStop', workflowExecutionId: 1, task: 'sub' })
  expect(await find(1)).toMatchObject({ status: 'STOPPED', outcome: { unconfirmed: true } })
  expect(await harness.executionStatus(1)).toBe('STOPPED')
  await harness.finished('a', { type: 'stopped', message: null })
  expect(await harness.executionStatus(2)).toBe('STOPPED')
})

test('who started the parent may not answer an approval of the child that forbids it', async () => {
  const choices = [{ name: 'approve' }]
  const operator = { type: 'approval', message: 'Release?', choices, starterMayAnswer: false }
  await harness.upload({ name: 'child', tasks: [{ name: 'release', operator }] })
  await harness.upload({ tasks: [sub()] })
  const request = { type: 'startExecution', namespace: 'default', workflow: 'w' } as const
  await (await harness.scheduler.control(request, 'ann', { principal: 'token:ann' })).result
  const answer = async (by: string) => {
    const asked = { type: 'answerApproval', workflowExecutionId: 2, task: 'release', choice: 'approve' } as const
    return (await harness.scheduler.control({ ...asked, sequenceNumber: 1 }, by, { principal: `token:${by}` })).result
  }
  expect(await answer('ann')).toMatchObject({ error: { code: 'FORBIDDEN' } })
  expect(await answer('bob')).toMatchObject({ ok: true })
  expect(await find(1)).toMatchObject({ status: 'SUCCESS' })
})

test('history of either side may be deleted before the other', async () => {
  await harness.upload({ name: 'child', tasks: [bash('a')] })
  await harness.upload({ tasks: [sub(), bash('busy')] })
  await harness.start()
  const gone = { type: 'deleteWorkflow', namespace: 'default', workflow: 'child' } as const
  expect(await harness.control(gone)).toMatchObject({ error: { code: 'EXECUTION_ALIVE' } })
  await harness.succeed('a', 1)
  expect(await harness.control({ type: 'deleteExecution', workflowExecutionId: 2 })).toMatchObject({ ok: true })
  expect(await harness.control(gone)).toMatchObject({ ok: true })
  await harness.succeed('busy')
  expect(await find(1)).toMatchObject({ status: 'SUCCESS', childExecutionId: 2 })
  await harness.reopen()
  expect(await harness.control({ type: 'deleteExecution', workflowExecutionId: 1 })).toMatchObject({ ok: true })
})
