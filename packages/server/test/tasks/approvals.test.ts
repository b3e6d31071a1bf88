import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ControlRequest, ControlResult } from '../../src/log/control.ts'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ slots: 1 })
})

afterEach(async () => {
  await harness.dispose()
})

type Answer = Extract<ControlRequest, { type: 'answerApproval' }>

const CHOICES = [{ name: 'approve' }, { name: 'reject', fails: true }]

function approval(more: Record<string, unknown> = {}, task: Record<string, unknown> = {}) {
  return { name: 'release', operator: { type: 'approval', message: 'Release?', choices: CHOICES, ...more }, ...task }
}

function find(id: number, sequenceNumber = 1) {
  return harness.reads.tasks.find({ workflowExecutionId: id, task: 'release', sequenceNumber })
}

/** Appends the answer; its result may come later. */
async function ask(id: number, choice: string, more: Partial<Answer> = {}, by = 'ann') {
  const request = {
    type: 'answerApproval',
    workflowExecutionId: id,
    task: 'release',
    choice,
    sequenceNumber: 1,
    ...more,
  } as const
  return harness.scheduler.control(request, by, { principal: `token:${by}` })
}

async function answer(id: number, choice: string, more: Partial<Answer> = {}, by = 'ann'): Promise<ControlResult> {
  return (await ask(id, choice, more, by)).result
}

function open() {
  return harness.scheduler.approvals({ after: 0, limit: 10 }).items
}

test('an approval takes no slot, and starts what follows when it is answered', async () => {
  await harness.upload({ tasks: [bash('busy'), approval(), bash('deploy', { rules: [startAfter('release')] })] })
  const id = await harness.start()
  expect(await harness.statuses(id)).toEqual({ busy: 'QUEUED 1', release: 'RUNNING 1' })
  expect(open()).toMatchObject([{ taskName: 'release', workflowExecutionId: id, message: 'Release?', dueTime: null }])
  expect(await answer(id, 'approve', { comment: 'fine' })).toEqual({
    ok: true,
    value: { sequenceNumber: 1, choice: 'approve', status: 'SUCCESS' },
  })
  const output = { choice: 'approve', by: 'ann', time: harness.now, comment: 'fine', parameters: {} }
  expect(await find(id)).toMatchObject({ status: 'SUCCESS', attemptId: null, outcome: { type: 'success', output } })
  expect(open()).toEqual([])
  await harness.succeed('busy')
  expect(harness.worker.attemptOf('deploy').trigger.outputs).toEqual({ release: output })
})

test('only the first answer counts, and the others hear which one it was', async () => {
  await harness.upload({ tasks: [approval(), bash('busy')] })
  const id = await harness.start()
  const [first, second] = await Promise.all([answer(id, 'reject', { comment: 'too early' }), answer(id, 'approve')])
  expect(first).toMatchObject({ ok: true, value: { status: 'FAILED' } })
  expect(second).toMatchObject({ ok: false, error: { code: 'APPROVAL_CLOSED' } })
  const outcome = { reason: 'rejected', retryable: false, message: 'Answered "reject" by "ann". too early' }
  expect(await find(id)).toMatchObject({ status: 'FAILED', outcome })
})

test('when time is up the task fails, or takes the choice that it names', async () => {
  const limit = { timeoutSeconds: 60 }
  await harness.upload({ name: 'fails', tasks: [approval({}, limit), bash('busy')] })
  const parameters = { type: 'object', properties: { share: { type: 'number', default: 0.5 } } }
  await harness.upload({
    name: 'goes-on',
    tasks: [approval({ onTimeout: 'approve', parameters }, limit), bash('busy')],
  })
  const [fails, goesOn] = [await harness.start('fails'), await harness.start('goes-on')]
  expect(open().map(({ dueTime }) => dueTime)).toEqual([harness.now + 60_000, harness.now + 60_000])
  const before = open()
  await harness.reopen()
  expect(open()).toEqual(before)
  expect(await harness.pass(59)).toBe(0)
  expect(await harness.pass(1)).toBe(2)
  const failed = { reason: 'timeout', message: 'Nobody answered within 60 s.', retryable: false }
  expect(await find(fails)).toMatchObject({ status: 'FAILED', outcome: failed })
  const output = { choice: 'approve', by: null, comment: null, parameters: { share: 0.5 } }
  expect(await find(goesOn)).toMatchObject({ status: 'SUCCESS', outcome: { output } })
  expect(harness.scheduler.readTimers()).toEqual([])
})

test('in a paused execution, an answer and the end of the time count in the order of the log', async () => {
  await harness.upload({ tasks: [approval({}, { timeoutSeconds: 60 }), bash('busy')] })
  const [late, early] = [await harness.start(), await harness.start()]
  for (const id of [late, early]) {
    await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
  }
  const inTime = await ask(early, 'approve')
  await harness.pass(60)
  const tooLate = await ask(late, 'approve')
  expect(await harness.statuses(early)).toMatchObject({ release: 'RUNNING 1' })
  for (const id of [late, early]) {
    await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: false })
  }
  expect(await inTime.result).toMatchObject({ ok: true })
  expect(await tooLate.result).toMatchObject({ ok: false, error: { code: 'APPROVAL_CLOSED' } })
  expect(await find(early)).toMatchObject({ status: 'SUCCESS' })
  expect(await find(late)).toMatchObject({ status: 'FAILED', outcome: { reason: 'timeout' } })
})

test('a stop ends the wait at once, of the task or of its execution, and a restart asks again', async () => {
  await harness.upload({ tasks: [approval({}, { timeoutSeconds: 60 }), bash('busy')] })
  const id = await harness.start()
  const act = (action: 'STOP' | 'RESTART') =>
    harness.control({ type: 'taskAction', workflowExecutionId: id, task: 'release', action })
  await act('STOP')
  expect(await find(id)).toMatchObject({ status: 'STOPPED', stoppedBy: 'request' })
  expect(harness.scheduler.readTimers()).toEqual([])
  await act('RESTART')
  expect(await answer(id, 'approve', { sequenceNumber: 1 })).toMatchObject({ error: { code: 'APPROVAL_CLOSED' } })
  await act('RESTART')
  expect(await harness.statuses(id)).toMatchObject({ release: 'RUNNING 3' })
  await harness.control({ type: 'stopExecution', workflowExecutionId: id })
  expect(await find(id, 3)).toMatchObject({ status: 'STOPPED', stoppedBy: 'execution' })
  expect(open()).toEqual([])
})

test('an answer must be a choice, with parameters that fit, by somebody who may', async () => {
  const parameters = { type: 'object', properties: { share: { type: 'number', maximum: 1 } }, required: ['share'] }
  const ask = approval({ parameters, approvers: ['ann', 'starter'], starterMayAnswer: false })
  await harness.upload({ tasks: [ask, bash('busy')] })
  const request = { type: 'startExecution', namespace: 'default', workflow: 'w' } as const
  const started = await harness.scheduler.control(request, 'starter', { principal: 'token:starter' })
  expect(await started.result).toMatchObject({ ok: true })
  await harness.reopen()
  const refusal = async (...of: Parameters<typeof answer>) => {
    const result = await answer(...of)
    return result.ok ? null : `${result.error.code}: ${result.error.message}`
  }
  const given = { parameters: { share: 0.5 } }
  expect(await refusal(1, 'later', given)).toContain('has no choice "later". Choose one of "approve", "reject"')
  expect(await refusal(1, 'approve')).toContain('"share": is missing')
  expect(await refusal(1, 'approve', { parameters: { share: 2 } })).toContain('task "release" are not valid')
  expect(await refusal(1, 'reject', given)).toContain('"reject" fails the task, so it takes no parameters')
  expect(await refusal(1, 'approve', given, 'bob')).toContain(
    'FORBIDDEN: The task "release" of the workflow execution 1',
  )
  expect(await refusal(1, 'approve', given, 'starter')).toContain('another one must answer')
  const byTask = await harness.scheduler.control(
    { type: 'answerApproval', workflowExecutionId: 1, task: 'release', choice: 'approve', sequenceNumber: 1, ...given },
    null,
    { principal: 'task:1/busy/1' },
  )
  expect(await byTask.result).toMatchObject({ error: { code: 'FORBIDDEN' } })
  const toBusy = { task: 'busy', ...given }
  expect(await refusal(1, 'approve', toBusy)).toContain('it is not an approval')
  expect(await refusal(1, 'approve', given)).toBe(null)
  expect(await find(1)).toMatchObject({ outcome: { output: { parameters: { share: 0.5 } } } })
})

test('an answer never ends a run that begins in the same commit, however many starts wait', async () => {
  const rules = [onEvent('START', 'ask', { whenAlive: 'queue' })]
  await harness.upload({ tasks: [approval({}, { rules }), bash('busy')] })
  const id = await harness.start()
  await harness.send('ask')
  for (let count = 0; count < 20; count += 1) await harness.send('ask', 'x'.repeat(70_000))
  const answers = await Promise.all([1, 2, 3].map((sequenceNumber) => answer(id, 'approve', { sequenceNumber })))
  expect(answers.map(({ ok }) => ok)).toEqual([true, false, false])
  expect(await harness.statuses(id)).toMatchObject({ release: 'RUNNING 2' })
  expect(await answer(id, 'approve', { sequenceNumber: 2 })).toMatchObject({ ok: true })
})

test.each([
  ['at once', { type: 'each' }],
  ['in a batch that ends by its time', { type: 'batch', seconds: 10 }],
])('who sent an event that starts the execution %s is who started it', async (_when, fanIn) => {
  const triggers = [{ name: 't', condition: { type: 'event', event: { key: 'go' } }, fanIn }]
  await harness.upload({ tasks: [approval({ starterMayAnswer: false }), bash('busy')], triggers })
  await harness.send('go', null, { principal: 'token:ann' })
  await harness.pass(10)
  expect(await answer(1, 'approve')).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } })
  expect(await answer(1, 'approve', {}, 'bob')).toMatchObject({ ok: true })
})
