import { describe, expect, test, vi } from 'vitest'
import {
  AllEventsCondition,
  BashOperator,
  CelCondition,
  EventCondition,
  FunctionOperator,
  TaskStatusCondition,
  Workflow,
  WorkflowRule,
} from '../../index.ts'
import { workflowDefinitionSchema } from '../../wire/workflow-definition.ts'
import { isWorkflow } from './workflow.ts'

const bash = (name: string) => new BashOperator({ name, command: 'true' })
const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) })

describe('Workflow', () => {
  test('has a name, the namespace "default" and its tasks in order', () => {
    const workflow = new Workflow({ name: 'w' }, () => {
      bash('b')
      bash('a')
    })
    expect(workflow).toMatchObject({ name: 'w', namespace: 'default', lifetime: 'untilDone' })
    expect([...workflow.tasks.keys()]).toEqual(['b', 'a'])
  })

  test('adds rules to its tasks by name', () => {
    const workflow = new Workflow({ name: 'w' }, (workflow) => {
      const a = bash('a')
      bash('b')
      workflow.actionOnEventReceived('b', 'k', 'START')
      workflow.actionOnCondition('b', 'STOP', new EventCondition('x'), { name: 'halt' })
      workflow.actionOnTaskStatus('b', 'RESTART', new Map([[a, 'FAILED']]))
    })
    expect(workflow.tasks.get('b')?.rules).toMatchObject([
      { name: 'on-k', action: 'START' },
      { name: 'halt', action: 'STOP' },
      { name: 'when-a-failed', action: 'RESTART' },
    ])
  })

  test('takes triggers from a key, a condition or a WorkflowRule', () => {
    const rule = new WorkflowRule(new AllEventsCondition(['x', 'y']))
    const workflow = new Workflow({ name: 'w' }, (workflow) => {
      workflow.trigger('key', 'k')
      workflow.trigger('condition', new EventCondition('k', { filter: { equals: '1' } }))
      workflow.trigger('rule', rule)
    })
    expect(workflow.triggers.get('rule')).toBe(rule)
    const usual = { parameters: {}, overlap: 'allow', fanIn: { type: 'each' } }
    expect(workflow.toDefinition().triggers).toEqual([
      { name: 'key', condition: { type: 'event', event: { key: 'k' } }, ...usual },
      { name: 'condition', condition: { type: 'event', event: { key: 'k', filter: { equals: '1' } } }, ...usual },
      { name: 'rule', condition: { type: 'allEvents', events: [{ key: 'x' }, { key: 'y' }] }, ...usual },
    ])
  })

  test('takes what a trigger does besides starting an execution for each event', () => {
    const parameters = { days: [1] }
    const workflow = new Workflow({ name: 'w' }, (workflow) => {
      workflow.trigger('big', new CelCondition('event.json.total > 100'), { parameters, overlap: 'queue' })
      workflow.trigger('some', new CelCondition('true', { keys: ['a', 'a'] }), { fanIn: { size: 10, seconds: 60 } })
      workflow.trigger('newest', 'k', { fanIn: 'latest', overlap: 'stop-old' })
    })
    parameters.days.push(2)
    expect(workflow.toDefinition().triggers).toEqual([
      {
        name: 'big',
        condition: { type: 'cel', expression: 'event.json.total > 100' },
        parameters: { days: [1] },
        overlap: 'queue',
        fanIn: { type: 'each' },
      },
      {
        name: 'some',
        condition: { type: 'cel', expression: 'true', keys: ['a'] },
        parameters: {},
        overlap: 'allow',
        fanIn: { type: 'batch', size: 10, seconds: 60 },
      },
      {
        name: 'newest',
        condition: { type: 'event', event: { key: 'k' } },
        parameters: {},
        overlap: 'stop-old',
        fanIn: { type: 'latest' },
      },
    ])
    expect(workflowDefinitionSchema.parse(workflow.toDefinition())).toEqual(workflow.toDefinition())
  })

  test('takes schedules as options and by method', () => {
    const nightly = { name: 'nightly', expression: 'cron@0 3 * * *', timezone: 'Asia/Tokyo', catchUp: 'skip' } as const
    const workflow = new Workflow({ name: 'w', schedules: [nightly] }, (workflow) => {
      workflow.schedule('often', 'interval@0 0 5 0')
    })
    const often = { name: 'often', expression: 'interval@0 0 5 0', timezone: 'UTC', catchUp: 'one' }
    const usual = { parameters: {}, overlap: 'allow' }
    expect(workflow.toDefinition().schedules).toEqual([
      { ...nightly, ...usual },
      { ...often, ...usual },
    ])
  })

  test('has a data form that the server reads without filling anything in', () => {
    const workflow = new Workflow({ name: 'w', namespace: 'team', lifetime: 'untilStopped' }, (workflow) => {
      const a = bash('a')
      const f = new FunctionOperator({ name: 'f', run: () => 1, retries: 2, timeoutSeconds: 3 })
      f.startAfter([a, f], { fresh: true })
      workflow.actionOnCondition('a', 'STOP', new TaskStatusCondition(f, 'FAILED'))
      workflow.trigger('t', 'k')
      workflow.schedule('s', 'cron@* * * * *')
    })
    const definition = workflow.toDefinition()
    expect(workflowDefinitionSchema.parse(definition)).toEqual(definition)
    expect(JSON.parse(JSON.stringify(definition))).toEqual(definition)
  })

  test('is recognised by what it has, since it may come from another copy of the SDK', async () => {
    vi.resetModules()
    const copy = await import('./workflow.ts')
    expect(copy.Workflow).not.toBe(Workflow)
    expect(isWorkflow(new copy.Workflow({ name: 'w' }))).toBe(true)
    expect([null, 'w', {}, { name: 'w', tasks: new Map(), toDefinition: () => ({}) }].some(isWorkflow)).toBe(false)
  })

  test('a second task with the same name is refused', () => {
    const twice = () => ['a', 'a'].forEach((name) => void bash(name))
    expect(() => new Workflow({ name: 'w' }, twice)).toThrow(refusal('DUPLICATE_TASK', '"a"'))
  })

  test('a rule for a task that does not exist is refused, with the name that was meant', () => {
    const misspelt = (workflow: Workflow) => {
      bash('train')
      workflow.actionOnEventReceived('trian', 'k', 'START')
    }
    expect(() => new Workflow({ name: 'w' }, misspelt)).toThrow(refusal('UNKNOWN_TASK', 'Did you mean "train"?'))
  })

  test('a workflow inside a workflow is refused', () => {
    const nested = () => void new Workflow({ name: 'inner' })
    expect(() => new Workflow({ name: 'outer' }, nested)).toThrow(refusal('NESTED_WORKFLOW', '"inner"'))
  })

  test('an async callback is refused, and what it does later harms nobody', async () => {
    let late: Promise<void> | undefined
    const define = () => {
      late = Promise.resolve().then(() => void bash('late'))
      return late as unknown as undefined
    }
    expect(() => new Workflow({ name: 'w' }, define)).toThrow(refusal('INVALID_WORKFLOW', 'async'))
    await expect(late).rejects.toThrow(refusal('NO_CURRENT_WORKFLOW', '"late"'))
  })

  test.each<[string, () => Workflow, string]>([
    ['a name that is none', () => new Workflow({ name: 'my workflow' }), '"my workflow"'],
    ['a namespace that is none', () => new Workflow({ name: 'w', namespace: '' }), 'namespace'],
    ['an unknown lifetime', () => new Workflow({ name: 'w', lifetime: 'ever' as 'untilDone' }), '"ever"'],
    ['a task name that is none', () => new Workflow({ name: 'w' }, () => void bash('a/b')), '"a/b"'],
    [
      'two triggers with one name',
      () => new Workflow({ name: 'w' }, (w) => ['t', 't'].forEach((t) => void w.trigger(t, 'k'))),
      '"t"',
    ],
    [
      'a trigger with an overlap that is none',
      () => new Workflow({ name: 'w' }, (w) => w.trigger('t', 'k', { overlap: 'wait' as 'queue' })),
      '"overlap" of the trigger "t"',
    ],
    [
      'a trigger with a batch that never ends',
      () => new Workflow({ name: 'w' }, (w) => w.trigger('t', 'k', { fanIn: {} })),
      '"fanIn" of the trigger "t"',
    ],
    [
      'a schedule with parameters that are no JSON',
      () => new Workflow({ name: 'w' }, (w) => w.schedule('s', 'cron@* * * * *', { parameters: { f: 1n as never } })),
      '"parameters" of the schedule "s"',
    ],
    [
      'an empty expression',
      () => new Workflow({ name: 'w' }, (w) => w.trigger('t', new CelCondition(' '))),
      'A CEL expression',
    ],
    ['a trigger on nothing', () => new Workflow({ name: 'w' }, (w) => w.trigger('t', 7 as unknown as string)), 'not 7'],
    [
      'a trigger on a task',
      () => new Workflow({ name: 'w' }, (w) => w.trigger('t', new TaskStatusCondition(bash('a'), 'SUCCESS'))),
      'taskStatusKey',
    ],
    [
      'two schedules with one name',
      () => new Workflow({ name: 'w' }, (w) => ['s', 's'].forEach((s) => void w.schedule(s, 'cron@* * * * *'))),
      '"s"',
    ],
    ['a schedule that is none', () => new Workflow({ name: 'w' }, (w) => w.schedule('s', 'daily')), '"daily"'],
    [
      'an unknown time zone',
      () => new Workflow({ name: 'w' }, (w) => w.schedule('s', 'cron@* * * * *', { timezone: 'X' })),
      '"X"',
    ],
    [
      'an unknown catch-up',
      () => new Workflow({ name: 'w' }, (w) => w.schedule('s', 'cron@* * * * *', { catchUp: 'two' as 'one' })),
      '"two"',
    ],
  ])('refuses %s', (_title, create, message) => {
    expect(create).toThrow(refusal('INVALID_WORKFLOW', message))
  })
})
