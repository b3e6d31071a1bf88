import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Call, TemporaryHome } from '../support/temporary-home.ts'

const place = new TemporaryHome()
const SDK = "import { BashOperator, Condition, TaskAction, TaskStatus, Workflow } from '@aiflow/sdk'\n"
const STACK = /^\s+at .*(node:internal|\/dist\/|\.js:\d+:\d+)/m

let before: object

beforeAll(async () => {
  await place.run('server', 'start', '-d', '--port', '0')
  place.write(
    'good.ts',
    `${SDK}export const good = new Workflow({ name: 'good' }, () => { new BashOperator({ name: 'only', command: 'true' }) })\n`,
  )
  await place.run('workflow', 'upload', 'good.ts')
  await place.run('workflow-execution', 'start', 'good', '--wait')
  before = await stored()
})
afterAll(() => place.remove())

/** One message on stderr that says what is wrong, and nothing of the program's inside. */
const clear = ({ exitCode, stdout, stderr }: Call) => ({
  exitCode,
  stdout,
  messages: stderr.match(/^(Unexpected )?[Ee]rror: /gm),
  hasStack: STACK.test(stderr),
})
const oneMessage = (exitCode: number) => ({ exitCode, stdout: '', messages: ['Error: '], hasStack: false })

/** All that bad input could have left. */
const stored = async () => ({
  workflows: await place.json<object[]>('workflow', 'list'),
  triggers: await place.json<object[]>('workflow-trigger', 'list'),
  schedules: await place.json<object[]>('workflow-schedule', 'list'),
  executions: await place.json<object[]>('workflow-execution', 'list'),
  events: (await place.run('event', 'count')).trim(),
})

describe('a workflow file that is wrong is refused with its place', () => {
  const workflow = (...lines: string[]) =>
    `${SDK}export const good = new Workflow({ name: 'bad' }, (workflow) => { new BashOperator({ name: 'only', command: 'true' })\n  ${lines.join('\n  ')}\n})\n`

  it.each([
    ['does not compile', 'export const a = {\n  b: = 3,\n}\n', 'at bad.ts:2:6'],
    ['exports no workflow', 'export const a = 1\n', '"bad.ts" exports no workflow'],
    ['throws', 'interface A {}\nthrow new TypeError("no data")\n', 'at bad.ts:2:7'],
    ['imports a file that is missing', "import { a } from './a.ts'\nexport const b = a\n", 'at bad.ts:1:19'],
    [
      'defines a task twice',
      workflow("new BashOperator({ name: 'a', command: 'true' })", "new BashOperator({ name: 'a', command: 'true' })"),
      'at bad.ts:4:3',
    ],
    [
      'has a rule on an unknown task',
      workflow("workflow.actionOnEventReceived('b', 'key', TaskAction.START)"),
      'at bad.ts:3:12',
    ],
    [
      'has an unknown status',
      workflow(
        "const a = new BashOperator({ name: 'a', command: 'true' })",
        "a.actionOnTaskStatus(TaskAction.START, [[a, 'DONE' as TaskStatus]])",
      ),
      'at bad.ts:4:5',
    ],
    ['has a cron expression that is none', workflow("workflow.schedule('daily', 'every day')"), 'at bad.ts:3:12'],
    ['has a cron expression out of range', workflow("workflow.schedule('daily', 'cron@99 * * * *')"), 'at bad.ts:3:31'],
    ['has a task without a command', workflow("new BashOperator({ name: 'a', command: '' })"), 'at bad.ts:3:3'],
    [
      'has a good workflow beside a bad one',
      `${SDK}export const fine = new Workflow({ name: 'fine' }, () => { new BashOperator({ name: 'only', command: 'true' }) })\n${workflow("workflow.schedule('x', 'interval@1')").slice(SDK.length)}`,
      'at bad.ts:4:',
    ],
  ])('a file that %s', async (_what, text, reason) => {
    place.write('bad.ts', text)
    const call = await place.call('workflow', 'upload', 'bad.ts')
    expect(call.stderr).toContain(reason)
    expect(clear(call)).toEqual(oneMessage(1))
  })

  it.each([
    [['nope.ts'], '/nope.ts" does not exist'],
    [['nope/*.ts'], 'No workflow file matches "nope/*.ts".'],
    [['good.ts', '--files', 'nope.csv'], '"nope.csv" does not exist'],
    [['good.ts', '--files', '../secret'], 'is outside the current folder'],
  ])('%j', async (words, reason) => {
    const call = await place.call('workflow', 'upload', ...words)
    expect(call.stderr).toContain(reason)
    expect(clear(call)).toEqual(oneMessage(1))
  })
})

describe('what is not there is named, and a wrong word is exit code 2', () => {
  it.each<[number, string[], string]>([
    [1, ['workflow', 'show', 'nope'], '"nope"'],
    [1, ['workflow', 'show', 'godo'], 'Did you mean "good"?'],
    [1, ['workflow', 'backfill', 'good', '--from', '2d', '--to', '2999-01-01'], '"--to" is in the future'],
    [1, ['workflow', 'backfill', 'good', '--from', '1d', '--to', '2d'], '"--from" must be before "--to"'],
    [1, ['workflow-execution', 'start', 'nope'], '"nope"'],
    [1, ['workflow-execution', 'stop', '99999'], '99999'],
    [1, ['workflow-execution', 'stop', '1'], 'has ended'],
    [1, ['task-execution', 'show', '1/nope/1'], '"1/nope/1"'],
    [1, ['task-execution', 'start', '1', 'nope'], '"nope"'],
    [1, ['task-execution', 'logs', '1/nope/1'], '"1/nope/1"'],
    [1, ['workflow-schedule', 'add', 'good', 'daily', 'cron@99 * * * *'], 'cron@99'],
    [1, ['workflow-trigger', 'add', 'nope', 't', '--event', 'key'], '"nope"'],
    [1, ['event', 'send', 'k', 'v', '--execution', '99999'], '99999'],
    [2, ['workflow-execution', 'show', 'one'], 'whole number'],
    [2, ['event', 'list', '--limit', 'ten'], 'whole number'],
    [2, ['event', 'sned', 'key'], "unknown command 'sned'"],
  ])('exit code %i: %j', async (exitCode, words, reason) => {
    const call = await place.call(...words)
    expect(call.stderr).toContain(reason)
    expect(clear(call)).toEqual(oneMessage(exitCode))
  })
})

it('a key that is too long is refused', async () => {
  const call = await place.call('event', 'send', 'x'.repeat(2000))
  expect(call.stderr).toContain('1024 bytes')
  expect(clear(call)).toEqual(oneMessage(1))
})

it('nothing of all that is stored', async () => {
  expect(await stored()).toEqual(before)
})

describe('without a server every command says how to start one', () => {
  const elsewhere = new TemporaryHome()
  afterAll(() => rmSync(elsewhere.path, { recursive: true }))

  it.each([
    [['workflow', 'list']],
    [['workflow-execution', 'start', 'good']],
    [['task-execution', 'stop', '1', 'a']],
    [['event', 'send', 'key', 'value']],
    [['event', 'listen', 'key']],
    [['server', 'stop', '--all']],
  ])('%j', async (words) => {
    const call = await elsewhere.call(...words)
    expect(call.stderr).toContain('Start one with "aiflow server start -d"')
    expect(clear(call)).toEqual(oneMessage(1))
  })
})
