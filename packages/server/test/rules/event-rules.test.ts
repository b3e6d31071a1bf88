import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, IDLE, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

/** A rule that acts on all, or on any, of several events. */
function onEvents(type: 'allEvents' | 'anyEvent', keys: readonly string[], action = 'START') {
  return { name: type.toLowerCase(), action, condition: { type, events: keys.map((key) => ({ key })) } }
}

function eventsOf(task: string): (string | null)[] {
  return harness.worker.attemptOf(task).trigger.events.map(({ key, value }) => `${key}=${value}`)
}

test('a rule on one event hands that event to the task', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  const id = await harness.start()
  await harness.send('other')
  const offset = await harness.send('k', 'v')
  expect(harness.worker.attemptOf('a').trigger).toMatchObject({
    type: 'EVENT',
    rule: 'start-on-k',
    events: [{ kind: 'user', offset, key: 'k', value: 'v' }],
  })
  expect(await harness.verdicts(id)).toEqual(['a START fired'])
})

test('a rule on any of several events fires on each of them', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvents('anyEvent', ['k', 'l'])] })] })
  await harness.start()
  await harness.send('l', '1')
  await harness.succeed('a')
  expect(eventsOf('a')).toEqual(['l=1'])
})

test('a rule on all of several events keeps the newest of each, hands all over, then begins again', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [onEvents('allEvents', ['k', 'l'])] })],
  })
  const id = await harness.start()
  await harness.send('l', '1')
  const seen = await harness.send('l', '2')
  expect(harness.startedTasks()).toEqual([])
  expect(await harness.reads.verdicts.notMet({ lane: `execution:${id}` })).toMatchObject([
    { task: 'a', rule: 'allevents', count: 2, reason: `waits for "k"; has seen "l" (offset ${seen})` },
  ])
  await harness.reopen()
  await harness.send('k', '3')
  expect(eventsOf('a')).toEqual(['l=2', 'k=3'])
  await harness.succeed('a')
  await harness.send('k', '4')
  expect(harness.startedTasks()).toEqual(['a'])
  await harness.send('l', '5')
  expect(eventsOf('a')).toEqual(['k=4', 'l=5'])
})

test('a rule on all of several events forgets them only once its action was accepted', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvents('allEvents', ['k', 'l']), onEvent('START', 'now')] })] })
  await harness.start()
  await harness.send('now')
  await harness.send('k', '1')
  await harness.send('l', '2')
  await harness.send('k', '3')
  expect(harness.startedTasks()).toEqual(['a'])
  await harness.send('unrelated')
  await harness.succeed('a')
})

test('a refused action keeps the gathered events for the next time', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [onEvents('allEvents', ['k', 'l']), onEvent('START', 'now')] })],
  })
  await harness.start()
  await harness.send('now')
  await harness.send('k', '1')
  await harness.send('l', '2')
  await harness.succeed('a')
  await harness.send('k', '3')
  expect(eventsOf('a')).toEqual(['l=2', 'k=3'])
})

test('a filter excludes events that do not match, and the rule says why', async () => {
  const condition = { type: 'event', event: { key: 'score', filter: { matches: '^0\\.9' } } }
  await harness.upload({ tasks: [bash('a', { rules: [{ name: 'good', action: 'START', condition }] })] })
  const id = await harness.start()
  await harness.send('score', '0.5')
  await harness.send('score')
  expect(harness.startedTasks()).toEqual([])
  expect(await harness.reads.verdicts.notMet({ lane: `execution:${id}` })).toMatchObject([
    { rule: 'good', count: 2, reason: '"score" has no value, the filter asks for matching /^0\\.9/' },
  ])
  await harness.send('score', '0.97')
  expect(harness.startedTasks()).toEqual(['a'])
})

test('an event for one execution touches that one only, any other one touches all of its namespace', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  await harness.upload({ namespace: 'elsewhere', tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  const first = await harness.start()
  const second = await harness.start()
  await harness.control({ type: 'startExecution', namespace: 'elsewhere', workflow: 'w' })
  await harness.send('k', null, { workflowExecutionId: second })
  expect(harness.worker.started.map((spec) => spec.workflowExecutionId)).toEqual([second])
  await harness.send('k')
  expect(harness.worker.started.map((spec) => spec.workflowExecutionId)).toEqual([second, first])
})

test('an event for an execution that does not exist, or of another namespace, is refused', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  await harness.upload({ namespace: 'elsewhere', tasks: IDLE })
  const id = await harness.start()
  const before = harness.scheduler.lastOffset
  await expect(harness.send('k', null, { workflowExecutionId: 99 })).rejects.toMatchObject({
    code: 'WORKFLOW_EXECUTION_NOT_FOUND',
  })
  await expect(harness.send('k', null, { workflowExecutionId: id, namespace: 'elsewhere' })).rejects.toMatchObject({
    code: 'SEND_REFUSED',
  })
  await expect(harness.send('k', null, { namespace: 'nowhere' })).rejects.toMatchObject({ code: 'NAMESPACE_NOT_FOUND' })
  expect(harness.scheduler.lastOffset).toBe(before)
})

test('per task the first rule in order of declaration wins, the others are overruled', async () => {
  await harness.upload({
    tasks: [
      bash('a', { rules: [onEvent('STOP', 'k', { name: 'stop' }), onEvent('RESTART', 'k', { name: 'again' })] }),
      bash('b', { rules: [onEvent('RESTART', 'k')] }),
    ],
  })
  const id = await harness.start()
  await harness.running('a')
  await harness.running('b')
  await harness.send('k')
  expect((await harness.verdicts(id)).toReversed()).toEqual([
    'a RESTART overruled the rule "stop" came first',
    'a STOP fired',
    'b RESTART fired',
  ])
  await harness.finished('a', { type: 'stopped', message: null })
  await harness.finished('b', { type: 'stopped', message: null })
  expect(harness.startedTasks()).toEqual(['a', 'b', 'b'])
})

test('all conditions of an event see the state before it: a start that an event causes is not stopped by it', async () => {
  const condition = { type: 'taskStatus', task: 'a', status: 'QUEUED' }
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [
      bash('a', { rules: [onEvent('START', 'k')] }),
      bash('b', { rules: [onEvent('STOP', 'k'), { name: 'after', action: 'START', condition }] }),
    ],
  })
  const id = await harness.start()
  await harness.send('k')
  expect(harness.startedTasks()).toEqual(['a', 'b'])
  expect(harness.worker.stopped).toEqual([])
  expect(await harness.verdicts(id, 'b')).toEqual(['b START fired', 'b STOP ignored nothing to stop'])
})

test('a rule on one event fires in every execution that has it, thousands of them in one step', async () => {
  await harness.upload({ tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  const count = 5200
  const request = { type: 'startExecution', namespace: 'default', workflow: 'w' } as const
  await Promise.all(Array.from({ length: count }, () => harness.scheduler.control(request, null)))
  await harness.send('k')
  const { items } = await harness.reads.deadLetters.list({ limit: 10 })
  expect(items).toEqual([])
  expect(harness.scheduler.aliveCounts()).toEqual({ workflowExecutions: count, tasks: 100 })
})
