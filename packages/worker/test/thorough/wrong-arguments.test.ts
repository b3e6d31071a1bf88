import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'

/** Each call, by name: what it throws, or that it throws nothing. */
const BUNDLE = bundle(`
  import { FunctionOperator, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
  const HALF = 'a\\ud800'
  const WRONG = { undefined: undefined, null: null, number: 5, NaN: NaN, true: true, bigint: 1n, symbol: Symbol('s'), function: () => 1,
    list: [[]], object: {}, Map: new Map(), date: new Date(NaN), empty: '', half: HALF, up: '../x', long: 'x'.repeat(40_000) }
  const JSON_OF = { undefined, NaN, inner: [1, { loss: Infinity }], bigint: 1n, Map: new Map(), Set: new Set(), bytes: new Uint8Array(1),
    regexp: /x/, hole: [, 1], date: new Date(NaN), half: HALF, function: () => 1 }
  const said = (error) => ({ code: error?.code ?? null, message: String(error?.message).toWellFormed() })
  async function tried(values, call) {
    const answers = {}
    for (const [name, value] of Object.entries(values)) {
      try { await call(value); answers[name] = null } catch (error) { answers[name] = said(error) }
    }
    return answers
  }
  const first = async (events) => { for await (const event of events) return event }
  const state = new ValueStateDescriptor('s')
  export const flow = new Workflow({ name: 'flow' }, () => {
    const add = (name, values, call) => new FunctionOperator({ name, run: (context) => tried(values(), (value) => call(context, value)) })
    add('send-key', () => WRONG, ({ events }, value) => events.send(value))
    add('send-value', () => WRONG, ({ events }, value) => events.send('k', value))
    add('send-options', () => WRONG, ({ events }, value) => events.send('k', 'v', value))
    add('send-to', () => WRONG, ({ events }, to) => events.send('k', 'v', { to }))
    add('send-context', () => JSON_OF, ({ events }, context) => events.send('k', 'v', { context }))
    add('listen', () => WRONG, ({ events }, value) => first(events.listen(value)))
    add('listen-many', () => WRONG, ({ events }, value) => first(events.listen(['k', value])))
    add('listen-from', () => WRONG, ({ events }, from) => first(events.listen('k', { from })))
    add('listen-signal', () => WRONG, ({ events }, signal) => first(events.listen('k', { signal })))
    add('put-name', () => WRONG, ({ artifacts }, value) => artifacts.put(value, 'text'))
    add('put-content', () => WRONG, ({ artifacts }, value) => artifacts.put('n', value))
    add('put-file', () => ({ ...WRONG, none: '/nope', folder: '/', device: '/dev/null' }), ({ artifacts }, file) => artifacts.put('n', { file }))
    add('of', () => WRONG, ({ artifacts }, value) => artifacts.of(value).list())
    add('path', () => WRONG, ({ artifacts }, value) => artifacts.of('train').path(value))
    add('state', () => WRONG, (context, value) => context.getState(value).value())
    add('state-name', () => WRONG, (context, name) => context.getState({ name }).value())
    add('update', () => JSON_OF, (context, value) => context.getState(state).update(value))
    add('handle', () => JSON_OF, ({ handle }, value) => handle.set(value))
    add('status', () => WRONG, (context, value) => context.getTaskStatus(value))
    add('outputs', () => WRONG, ({ outputs }, value) => outputs.get(value))
    add('setOutput', () => JSON_OF, (context, value) => context.setOutput(value))
    new FunctionOperator({ name: 'log', run: ({ logger }) => { for (const value of Object.values(WRONG)) logger.info(value, { value }) } })
    for (const [name, value] of Object.entries(JSON_OF)) new FunctionOperator({ name: 'output-' + name, run: () => ({ rows: [value] }) })
  })
`)

/** What each call takes of the values that are wrong for the others. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  'send-value': ['undefined', 'null', 'empty', 'up', 'long'],
  'send-key': ['up'],
  'send-options': ['undefined', 'object', 'Map', 'date'],
  'send-to': ['undefined'],
  listen: ['up'],
  'listen-many': ['up'],
  'listen-from': ['number', 'undefined'],
  'listen-signal': ['undefined'],
  'put-content': ['empty', 'up', 'long'],
  setOutput: ['undefined'],
  'send-context': ['undefined'],
  status: ['empty', 'half', 'up', 'long'],
  outputs: ['empty', 'half', 'up', 'long'],
}

const FOREIGN =
  /\[object |is not (?:a function|iterable|defined)|Cannot (?:read|convert|destructure|mix|use)|serialize|circular|argument must be|Received|malformed|ENOENT|EISDIR|: no such|Invalid |\bat \S+ \(/

type Answers = Record<string, { code: string | null; message: string } | null>

let stage: Stage

/** A far side that takes everything: what reaches it was not refused. */
beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  await stage.worker()
  stage.far.answer = (request, response) => {
    const isStream = (request.url ?? '').includes('/listen')
    response.setHeader('content-type', isStream ? 'text/event-stream' : 'application/json')
    const event = {
      offset: 1,
      kind: 'user',
      namespace: 'default',
      key: 'k',
      value: null,
      sender: null,
      principal: null,
    }
    const rest = { context: null, workflowExecutionId: null, createTime: 1 }
    if (isStream) response.write(`id: 1\ndata: ${JSON.stringify({ ...event, ...rest })}\n\n`)
    else response.end('{"offsets":[{"offset":1,"duplicate":false}]}')
    return true
  }
})

afterEach(() => stage.end())

async function outcomeOf(task: string) {
  const spec = codeSpec(task)
  stage.far.start1(spec)
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

const METHODS = [
  'send-key',
  'send-value',
  'send-options',
  'send-to',
  'send-context',
  'listen',
  'listen-many',
  'listen-from',
  'listen-signal',
  'put-name',
  'put-content',
  'put-file',
  'of',
  'path',
  'state',
  'state-name',
  'update',
  'handle',
  'status',
  'outputs',
  'setOutput',
]

test.each(METHODS)(
  '%s: an invalid argument is refused with our own message and a code, and is not changed',
  async (name) => {
    const outcome = await outcomeOf(name)
    expect(outcome).toMatchObject({ type: 'success' })
    const answers = (outcome.type === 'success' ? outcome.output : {}) as Answers
    const taken = Object.keys(answers).filter((value) => answers[value] === null)
    const allowed = TAKEN[name] ?? (name === 'put-name' || name === 'path' ? [] : name === 'put-file' ? [] : [])
    expect(taken.toSorted()).toEqual([...allowed].toSorted())
    const faults = Object.entries(answers).filter(
      ([, answer]) => answer !== null && (answer.code !== 'INVALID_ARGUMENT' || FOREIGN.test(answer.message)),
    )
    expect(faults).toEqual([])
  },
)

test('a logger accepts any value', async () => {
  expect(await outcomeOf('log')).toMatchObject({ type: 'success' })
})

test.each([
  ['NaN', 'is NaN, which JSON does not have, at "rows[0]". Write null, or text.'],
  ['inner', 'is Infinity, which JSON does not have, at "rows[0][1].loss". Write null, or text.'],
  ['bigint', 'is the BigInt 1n, which JSON does not have, at "rows[0]". Write it as text.'],
  ['Map', 'is a Map, which JSON does not have, at "rows[0]". Write Object.fromEntries(map), or [...map].'],
  ['regexp', 'is a RegExp, which JSON does not have, at "rows[0]". Write a plain object'],
  ['hole', 'is undefined, which JSON does not have, at "rows[0][0]". Write null for nothing.'],
  ['date', 'is an invalid Date, at "rows[0]". Write null.'],
])('an output with %s fails the attempt, and says where and what to write instead', async (name, text) => {
  const message = expect.stringContaining(`The output of the task ${text}`)
  expect(await outcomeOf(`output-${name}`)).toMatchObject({ type: 'failed', message })
})
