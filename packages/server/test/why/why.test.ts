import type { WhyLink } from '@aiflow/sdk/internal/api/events'
import type { TaskAction } from '@aiflow/sdk/internal/model'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'
import { StoreExplainer } from '../../src/why/store-explainer.ts'

let harness: SchedulerHarness
let explainer: StoreExplainer

beforeEach(async () => {
  harness = await SchedulerHarness.create()
  explainer = new StoreExplainer({ storage: harness.reads, live: harness.scheduler })
})

afterEach(async () => {
  await harness.dispose()
})

async function linksOf(workflowExecutionId: number, task: string, sequenceNumber = 1, depth = 20) {
  const row = await harness.reads.tasks.find({ workflowExecutionId, task, sequenceNumber })
  if (row === null) throw new Error(`${task} has not run`)
  return explainer.why(row, depth)
}

/** The links in short: what each is, and what tells it apart. */
function short(links: readonly WhyLink[]): string[] {
  return links.map(shortLink)
}

function shortLink(link: WhyLink): string {
  switch (link.type) {
    case 'taskExecution':
      return `${link.workflowExecutionId}/${link.taskName}/${link.sequenceNumber} ${link.status}`
    case 'workflowExecution':
      return `execution ${link.id} ${link.startedBy}`
    case 'rule':
      return `rule ${link.name} ${link.action}: ${link.text}`
    case 'event':
      return `event ${link.event.key}=${link.event.value}`
    case 'request':
      return `request ${link.action}`
    case 'timer':
      return `timer ${link.schedule}`
    case 'missing':
      return `missing: ${link.text}`
  }
}

async function executionOf(id: number) {
  const found = await harness.reads.executions.find(id)
  if (found === null) throw new Error(`there is no execution ${id}`)
  return found
}

async function eventAt(offset: number) {
  const found = await harness.reads.events.find(offset)
  if (found === null) throw new Error(`there is no event ${offset}`)
  return found
}

async function verdictsOn(id: number, offset: number) {
  return explainer.verdictsOn(await executionOf(id), await eventAt(offset))
}

describe('why a task ran', () => {
  test('the chain goes from event to event, through the tasks that sent them, back to the request', async () => {
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [
        bash('collect'),
        bash('train', { rules: [onEvent('START', 'data')] }),
        bash('deploy', { rules: [startAfter('train')] }),
      ],
    })
    const id = await harness.start()
    await harness.running('collect')
    await harness.send('data', '{"batch":1}', { sender: `${id}/collect/1`, workflowExecutionId: id })
    await harness.succeed('train')
    const { links, next } = await linksOf(id, 'deploy')
    expect(short(links)).toEqual([
      `${id}/deploy/1 QUEUED`,
      'rule after-train START: task "train" is SUCCESS',
      'event aiflow/task-status/w/train=SUCCESS',
      `${id}/train/1 SUCCESS`,
      'rule start-on-data START: event "data"',
      'event data={"batch":1}',
      `${id}/collect/1 RUNNING`,
      `execution ${id} MANUAL`,
      'request startExecution',
    ])
    expect(next).toBeNull()
    const rule = links.find((link) => link.type === 'rule')
    expect(rule).toMatchObject({ statuses: [{ task: 'train', status: 'SUCCESS', offset: expect.any(Number) }] })
  })

  test('a rule on several events names all that met it', async () => {
    const condition = { type: 'allEvents', events: [{ key: 'a' }, { key: 'b' }] }
    await harness.upload({ tasks: [bash('join', { rules: [{ name: 'both', action: 'START', condition }] })] })
    const id = await harness.start()
    const first = await harness.send('a', '1')
    const second = await harness.send('b', '2')
    const { links } = await linksOf(id, 'join')
    expect(links[1]).toMatchObject({ eventCount: 2, events: [{ offset: first, value: '1' }, { offset: second }] })
    expect(short(links).at(-1)).toBe('event b=2')
    const [verdict] = (await harness.reads.verdicts.ofEvent({ offset: second, limit: 10 })) ?? []
    expect(verdict).toMatchObject({ verdict: 'fired', saw: { offsets: [first, second] } })
  })

  test('a condition of the user tells the states that it changed', async () => {
    const condition = { type: 'code', expectEventKeys: ['tick'], className: 'Third' }
    await harness.upload({ tasks: [bash('a', { rules: [{ name: 'third', action: 'START', condition }] })] })
    const id = await harness.start()
    harness.worker.evaluation = async () => ({ type: 'ok', met: true, states: { count: 3 } })
    await harness.send('tick')
    await harness.settle()
    await expect.poll(() => harness.startedTasks()).toEqual(['a'])
    const { links } = await linksOf(id, 'a')
    expect(links[1]).toMatchObject({ states: [{ name: 'count', before: null, after: '3' }] })
  })

  test('an execution that a trigger started goes on to the event; one of a schedule to its timer', async () => {
    await harness.upload({
      tasks: [bash('a')],
      triggers: [{ name: 'on-order', condition: { type: 'event', event: { key: 'order' } } }],
      schedules: [{ name: 'hourly', expression: 'interval@0 1 0 0' }],
    })
    await harness.send('order', '7', { sender: 'shop' })
    await harness.pass(3600)
    expect(short((await linksOf(1, 'a')).links)).toEqual([
      '1/a/1 QUEUED',
      'execution 1 EVENT',
      'rule on-order null: event "order"',
      'event order=7',
    ])
    expect(short((await linksOf(2, 'a')).links)).toEqual(['2/a/1 QUEUED', 'execution 2 PERIODIC', 'timer hourly'])
  })

  test('a start by hand that had to wait still names its request', async () => {
    await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a')] })
    const id = await harness.start()
    await harness.running('a')
    const action: TaskAction = 'RESTART'
    const { offset } = await harness.scheduler.control(
      { type: 'taskAction', workflowExecutionId: id, task: 'a', action },
      'anna',
      { requestId: 'request-1' },
    )
    await harness.settle()
    await harness.finished('a', { type: 'stopped', message: null })
    const { links } = await linksOf(id, 'a', 2)
    expect(links[1]).toEqual({
      type: 'request',
      offset,
      time: harness.now,
      action: 'taskAction',
      task: 'a',
      taskAction: 'RESTART',
      sender: 'anna',
      principal: null,
      requestId: 'request-1',
    })
    const { laterStarts } = await explainer.effectsOf(await eventAt(offset))
    expect(laterStarts).toMatchObject([{ taskName: 'a', sequenceNumber: 2 }])
  })

  test('a chain that exceeds the limit says where to continue, and a loop ends', async () => {
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [bash('a'), bash('b', { rules: [startAfter('a')] }), bash('c', { rules: [startAfter('b')] })],
    })
    const id = await harness.start()
    await harness.succeed('a')
    await harness.succeed('b')
    const { links, next } = await linksOf(id, 'c', 1, 2)
    expect(links.filter(({ type }) => type === 'taskExecution')).toHaveLength(2)
    expect(next).toEqual({ workflowExecutionId: id, taskName: 'a', sequenceNumber: 1 })
  })

  test('swept events are reported as missing', async () => {
    await harness.upload({ tasks: [bash('a')] })
    const id = await harness.start()
    await harness.settle()
    harness.sql('DELETE FROM events')
    expect(short((await linksOf(id, 'a')).links).at(-1)).toMatch(
      /^missing: The request that started workflow execution/,
    )
  })
})

describe('what came of an event', () => {
  test('its verdicts, and the changes that follow from it and not from their effects', async () => {
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [
        bash('a', { rules: [onEvent('START', 'go')] }),
        bash('stopped', { rules: [onEvent('STOP', 'go')] }),
        bash('watch', {
          rules: [{ name: 'on-init', action: 'START', condition: { type: 'taskStatus', task: 'a', status: 'INIT' } }],
        }),
      ],
    })
    await harness.start()
    await harness.running('stopped')
    const offset = await harness.send('go')
    const effects = await explainer.effectsOf(await eventAt(offset))
    expect(effects.verdicts.map(({ task, verdict }) => `${task} ${verdict}`)).toEqual(['a fired', 'stopped fired'])
    const changes = effects.changes.map((change) =>
      change.type === 'taskExecution' ? `${change.taskName} ${change.status}` : change.status,
    )
    expect(changes).toEqual(['a INIT', 'stopped STOPPING', 'a QUEUED'])
    const [created] = effects.changes
    const further = await explainer.effectsOf(await eventAt(created?.offset ?? 0))
    expect(further.verdicts).toMatchObject([{ task: 'watch', rule: 'on-init', verdict: 'fired' }])
    expect(further.changes).toMatchObject([
      { taskName: 'watch', status: 'INIT' },
      { taskName: 'watch', status: 'QUEUED' },
    ])
  })

  test('a start that had to wait is listed once it has begun', async () => {
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [bash('a', { rules: [onEvent('START', 'go', { whenAlive: 'queue' })] })],
    })
    const id = await harness.start()
    await harness.send('go', '1')
    const offset = await harness.send('go', '2')
    const before = await explainer.effectsOf(await eventAt(offset))
    expect(before).toMatchObject({ laterStarts: [], verdicts: [{ saw: { waitsFor: `${id}/a/1` } }] })
    await harness.succeed('a')
    const { laterStarts } = await explainer.effectsOf(await eventAt(offset))
    expect(laterStarts).toEqual([{ workflowExecutionId: id, taskName: 'a', sequenceNumber: 2, status: 'QUEUED' }])
  })

  test('an execution that an event started, with its first tasks', async () => {
    await harness.upload({
      tasks: [bash('a')],
      triggers: [{ name: 't', condition: { type: 'event', event: { key: 'order' } } }],
    })
    const offset = await harness.send('order')
    const { changes, verdicts } = await explainer.effectsOf(await eventAt(offset))
    expect(verdicts).toMatchObject([{ task: null, rule: 't', verdict: 'fired', workflowExecutionId: null }])
    expect(changes).toMatchObject([{ type: 'workflowExecution', from: null, status: 'RUNNING' }])
    const first = await explainer.effectsOf(await eventAt(changes[0]?.offset ?? 0))
    expect(first.changes).toMatchObject([
      { taskName: 'a', status: 'INIT' },
      { taskName: 'a', status: 'QUEUED' },
    ])
  })
})

describe('what the rules made of one event', () => {
  test('rules that were not met are asked again, with what they had seen by then', async () => {
    const all = { type: 'allEvents', events: [{ key: 'a' }, { key: 'b' }] }
    const good = { type: 'event', event: { key: 'a', filter: { equals: '2' } } }
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [
        bash('join', { rules: [{ name: 'both', action: 'START', condition: all }] }),
        bash('good', { rules: [{ name: 'two', action: 'START', condition: good }] }),
        bash('other', { rules: [onEvent('START', 'c')] }),
      ],
    })
    const earlier = await harness.send('a', '0')
    const id = await harness.start()
    const first = await harness.send('a', '1')
    await harness.send('b')
    const second = await harness.send('a', '2')
    expect(await verdictsOn(id, first)).toMatchObject({
      items: [],
      notMet: [
        { task: 'join', rule: 'both', count: 1, reason: `waits for "b"; has seen "a" (offset ${first})` },
        { task: 'good', rule: 'two', reason: '"a" is "1", the filter asks for = "2"' },
      ],
      waiting: [],
    })
    expect(await verdictsOn(id, second)).toMatchObject({
      items: [{ task: 'good', rule: 'two', verdict: 'fired' }],
      notMet: [{ task: 'join', reason: `waits for "b"; has seen "a" (offset ${second})` }],
    })
    expect(await verdictsOn(id, earlier)).toEqual({ items: [], next: null, notMet: [], waiting: [] })
  })

  test('rules on statuses tell the statuses as they were', async () => {
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [bash('a'), bash('b'), bash('c', { rules: [startAfter('a', 'b')] })],
    })
    const id = await harness.start()
    await harness.succeed('a')
    const key = 'aiflow/task-status/w/a'
    const query = { keys: [key], beginOffset: 0, limit: 1, newestFirst: true }
    const [ended] = (await harness.reads.events.list(query)).items
    await harness.succeed('b')
    expect((await verdictsOn(id, ended?.offset ?? 0)).notMet).toMatchObject([
      { task: 'c', reason: '"b" is QUEUED, not SUCCESS' },
    ])
  })

  test('an event in the inbox is reported as waiting', async () => {
    const condition = { type: 'code', expectEventKeys: ['k'], className: 'C' }
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [bash('a', { rules: [{ name: 'own', action: 'START', condition }] })],
    })
    const id = await harness.start()
    const { promise, resolve } = Promise.withResolvers<void>()
    harness.worker.evaluation = () => promise.then(() => ({ type: 'ok', met: false, states: { seen: 1 } }))
    const offset = await harness.send('k')
    await harness.settle()
    expect(await verdictsOn(id, offset)).toMatchObject({ notMet: [], waiting: [{ task: 'a', rule: 'own' }] })
    resolve()
    await expect.poll(async () => (await verdictsOn(id, offset)).waiting).toEqual([])
    const [row] = await harness.reads.verdicts.notMet({ lane: `execution:${id}` })
    expect(row?.reason).toBe('the condition answered "not met"; "seen" is now 1')
  })
})

describe('why a task does not run', () => {
  async function whyNot(id: number, task: string) {
    return explainer.whyNot(await executionOf(id), task)
  }

  test('each rule says what it waits for and what it has seen', async () => {
    const all = { type: 'allEvents', events: [{ key: 'a' }, { key: 'b', filter: { equals: '1' } }] }
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [
        bash('up'),
        bash('down', { rules: [{ name: 'both', action: 'START', condition: all }, startAfter('up')] }),
      ],
    })
    const id = await harness.start()
    const offset = await harness.send('a', 'x')
    await harness.send('b', '2')
    const answer = await whyNot(id, 'down')
    expect(answer).toMatchObject({ status: null, sequenceNumber: null, hindrances: [], starts: [], nextTime: null })
    expect(answer.rules[0]).toMatchObject({
      name: 'both',
      waitsFor: [
        { text: 'event "a"', isSeen: true, event: { offset, value: 'x' } },
        { text: 'event "b" = "1"', isSeen: false, event: null },
      ],
      notMet: { count: 2, reason: '"b" is "2", the filter asks for = "1"', time: expect.any(Number) },
      verdicts: [],
      refusal: null,
    })
    expect(answer.rules[1]).toMatchObject({
      waitsFor: [{ text: 'task "up" is SUCCESS', isSeen: false, status: 'QUEUED' }],
      notMet: { count: 2 },
    })
  })

  test('hindrances are listed first', async () => {
    await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a', { rules: [onEvent('START', 'go')] })] })
    const id = await harness.start()
    await harness.send('go')
    await harness.send('go')
    await harness.control({ type: 'setExecutionPaused', workflowExecutionId: id, paused: true })
    await harness.send('go')
    await harness.settle()
    const { hindrances, rules } = await whyNot(id, 'a')
    expect(hindrances).toEqual([
      `Workflow execution ${id} is paused: events wait until it is resumed.`,
      expect.stringMatching(/^1 event waits to be judged, the oldest with offset \d+\.$/),
      `"${id}/a/1" is QUEUED: while it is alive, further starts wait or are ignored.`,
    ])
    expect(rules[0]?.verdicts.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['ignored', 'alive'],
      ['fired', null],
    ])
    await harness.control({ type: 'stopExecution', workflowExecutionId: id })
    await harness.finished('a', { type: 'stopped', message: null })
    expect((await whyNot(id, 'a')).hindrances).toEqual([
      `Workflow execution ${id} has ended: it is STOPPED. Only a start by hand reopens it.`,
    ])
  })

  test('a task that waits for a slot names the pool', async () => {
    await harness.control({ type: 'setPool', namespace: 'default', name: 'gpu', slots: 1 })
    await harness.upload({ tasks: [bash('a', { pool: 'gpu' }), bash('b', { pool: 'gpu' })] })
    const id = await harness.start()
    expect((await whyNot(id, 'b')).hindrances).toEqual([
      `"${id}/b/1" is waiting to be assigned to a worker.`,
      'It waits for a slot: a task has the only slot of the pool "gpu".',
    ])
  })

  test('a rule that is not judged says why, and a failed one names its error', async () => {
    const own = { type: 'code', expectEventKeys: ['k'], className: 'Own' }
    await harness.upload({
      lifetime: 'untilStopped',
      tasks: [
        bash('a', { rules: [onEvent('START', 'go')] }),
        bash('b', { rules: [{ name: 'own', action: 'START', condition: own }] }),
      ],
    })
    const id = await harness.start()
    await harness.control({ type: 'disableRule', workflowExecutionId: id, task: 'a', rule: 'start-on-go' })
    await harness.send('go')
    expect((await whyNot(id, 'a')).rules[0]).toMatchObject({
      refusal: 'the rule is disabled',
      verdicts: [{ verdict: 'ignored', reason: 'the rule is disabled' }],
    })
    harness.worker.evaluation = async () => ({ type: 'error', cause: 'condition', message: 'it threw: no model' })
    const offset = await harness.send('k')
    await expect.poll(async () => (await whyNot(id, 'b')).rules[0]?.verdicts.length).toBe(1)
    expect((await whyNot(id, 'b')).rules[0]?.verdicts).toMatchObject([
      { verdict: 'failed', reason: 'it threw: no model', eventOffset: offset },
    ])
    expect(await harness.reads.deadLetters.ofEvent(offset)).toMatchObject([{ task: 'b', rule: 'own' }])
  })

  test('a periodic task names its next time, and a task without rules what starts it', async () => {
    await harness.upload({ tasks: [bash('tick', { periodicExpression: 'interval@0 1 0 0' }), bash('first')] })
    const id = await harness.start()
    expect(await whyNot(id, 'tick')).toMatchObject({
      nextTime: harness.now + 3_600_000,
      starts: ['Its timer starts it: interval@0 1 0 0.'],
    })
    expect((await whyNot(id, 'first')).starts).toEqual(['It starts with its workflow execution.'])
    await expect(whyNot(id, 'none')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  })

  test('a trigger says that it is paused, that its workflow is disabled, and what it gathers', async () => {
    await harness.upload({
      tasks: [bash('a')],
      triggers: [{ name: 't', condition: { type: 'event', event: { key: 'k' } }, fanIn: { type: 'batch', size: 3 } }],
    })
    await harness.send('k')
    await harness.control({ type: 'setTriggerPaused', namespace: 'default', workflow: 'w', name: 't', paused: true })
    await harness.control({ type: 'setWorkflowEnabled', namespace: 'default', workflow: 'w', enabled: false })
    await harness.send('k')
    const [trigger] = await harness.reads.triggers.findAll({ namespace: 'default', workflow: 'w', name: 't' })
    if (trigger === undefined) throw new Error('there is no trigger')
    const answer = await explainer.whyNotTrigger(trigger)
    expect(answer.hindrances).toEqual([
      'The workflow "w" is disabled. Enable it with "aiflow workflow enable w".',
      'The trigger "t" is paused. Resume it with "aiflow workflow-trigger resume".',
      '1 of 3 events is gathered for the next execution.',
    ])
    expect(answer.rule).toMatchObject({
      waitsFor: [{ text: 'event "k"' }],
      notMet: { count: 1, reason: '1 of 3 gathered' },
      verdicts: [{ verdict: 'ignored', reason: 'the trigger is paused' }],
    })
  })

  test('a trigger says that the newest event it waits for went to one execution alone', async () => {
    const condition = { type: 'event', event: { key: 'k' } }
    await harness.upload({ tasks: [bash('a')], triggers: [{ name: 't', condition }] })
    const [trigger] = await harness.reads.triggers.findAll({ namespace: 'default', workflow: 'w', name: 't' })
    if (trigger === undefined) throw new Error('there is no trigger')
    const hindrances = async () => (await explainer.whyNotTrigger(trigger)).hindrances
    expect(await hindrances()).toEqual([])
    const id = await harness.start()
    const offset = await harness.send('k', null, { workflowExecutionId: id, principal: `task:${id}/a/1` })
    expect(await hindrances()).toEqual([
      `The newest event "k" (offset ${offset}) was sent by ${id}/a/1 to workflow execution ${id} alone, so no trigger sees it. ` +
        `Send it with { to: 'namespace' }, or with "aiflow event send --to namespace" inside a task.`,
    ])
    await harness.send('k', null, { workflowExecutionId: id })
    expect((await hindrances())[0]).toContain(`was sent to workflow execution ${id} alone`)
    await harness.send('k')
    expect(await hindrances()).toEqual([])
    const any = { ...trigger, condition: { type: 'cel', expression: 'true' } as const }
    await harness.send('k', null, { workflowExecutionId: id })
    expect((await explainer.whyNotTrigger(any)).hindrances).toEqual([])
  })
})
