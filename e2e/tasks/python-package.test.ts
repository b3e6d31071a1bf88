import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'

const PACKAGE = fileURLToPath(new URL('../../packages/python', import.meta.url))
const PAGE = readFileSync(new URL('../../docs/how-to/python.md', import.meta.url), 'utf8')

const PROGRAMS = {
  page: /^```py\n(.*?)^```$/ms.exec(PAGE)?.[1],
  says: `
state = context.state('best')
assert state.get(0.5) == 0.5
state.set({'accuracy': 0.97})
context.send('trained', 'v1', to='namespace', context={'of': context.task.name})
context.send('epoch', 'Grüße')
context.set_output([state.get(), context.parameters, context.statuses()['says']])
state.clear()
assert state.get() is None
`,
  started: `
event = context.trigger.events[-1]
context.set_output([event.key, event.value, event.context, context.outputs])
`,
  wrong: `
from aiflow_tasks import AIFlowError
try:
    context.send('')
except AIFlowError as error:
    print('refused:', error.code, error.status)
context.state('large').set('x' * 2_000_000)
`,
  hears: `
for event in context.listen('line'):
    context.logger.info('heard %s', event.value)
context.logger.info('asked to stop')
`,
  waits: `
print('waiting', flush=True)
while not context.signal.wait(60):
    pass
print('asked to stop', flush=True)
`,
}

let home: AIFlowHome

beforeAll(async () => {
  home = new AIFlowHome()
  await home.start()
  writeFileSync(
    join(home.folder, 'programs.ts'),
    `import { BashOperator, TaskAction, Workflow } from '@aiflow/sdk'
const PROGRAMS = ${JSON.stringify(PROGRAMS)}
const program = (name) => ({
  name,
  command: 'exec python3 -c "$PROGRAM"',
  env: { PYTHONPATH: ${JSON.stringify(join(PACKAGE, 'src'))}, PROGRAM: 'from aiflow_tasks import context\\n' + PROGRAMS[name] },
})
const flow = (name, more = () => {}) =>
  new Workflow({ name, parameters: { type: 'object', properties: { size: { type: 'integer', default: 7 } } } }, () =>
    more(new BashOperator(program(name))),
  )
export const says = flow('says', (task) => {
  new BashOperator({ ...program('started'), startAfter: [task] })
  new BashOperator({ ...program('started'), name: 'heard' }).actionOnEventReceived(TaskAction.START, 'trained')
})
export const page = flow('page')
export const wrong = flow('wrong')
export const hears = flow('hears')
export const waits = flow('waits')
`,
  )
  await home.upload('programs.ts')
})

afterAll(() => home?.remove())

async function start(workflow: string): Promise<number> {
  return (await home.client.workflows.startExecution('default', workflow)).workflowExecutionId
}

function taskOf(workflowExecutionId: number, taskName: string) {
  return home.client.taskExecutions.get({ workflowExecutionId, taskName, sequenceNumber: 1 })
}

function until(condition: () => Promise<boolean>): Promise<void> {
  return expect.poll(condition, { timeout: 60_000 }).toBe(true)
}

async function outcomeOf(id: number, task: string) {
  await until(async () => (await taskOf(id, task).catch(() => null))?.outcome != null)
  return (await taskOf(id, task)).outcome
}

async function logOf(workflowExecutionId: number, taskName: string): Promise<string> {
  return (await home.run('task-execution', 'logs', String(workflowExecutionId), taskName)).stdout
}

test('the example of the documentation does what it says', async () => {
  const id = await start('page')
  expect(await outcomeOf(id, 'page')).toMatchObject({ type: 'success', output: { accuracy: 0.97 } })
  expect(await home.client.workflowExecutions.states(id)).toMatchObject({ epoch: 10 })
  expect(await logOf(id, 'page')).toMatch(/Z INFO +epoch 9 of default\n/)
})

test('a program sends events, keeps state, and sets its output', async () => {
  const id = await start('says')
  expect(await outcomeOf(id, 'says')).toMatchObject({
    type: 'success',
    output: [{ accuracy: 0.97 }, { size: 7 }, 'RUNNING'],
  })
  expect(await outcomeOf(id, 'heard')).toMatchObject({ output: ['trained', 'v1', '{"of": "says"}', {}] })
  const { items } = await home.client.events.list({ principal: `task:${id}/says/1` })
  expect(items.filter(({ kind }) => kind === 'user').map((event) => [event.key, event.workflowExecutionId])).toEqual([
    ['trained', null],
    ['epoch', id],
  ])
})

test('the outputs of upstream tasks are there', async () => {
  const id = await start('says')
  expect(await outcomeOf(id, 'started')).toMatchObject({
    output: [
      'aiflow/task-status/says/says',
      'SUCCESS',
      expect.stringContaining('RUNNING'),
      { says: [{ accuracy: 0.97 }, { size: 7 }, 'RUNNING'] },
    ],
  })
})

test('what the server refuses is raised by its code, and is the reason of the failure', async () => {
  const id = await start('wrong')
  expect(await outcomeOf(id, 'wrong')).toMatchObject({
    type: 'failed',
    message: expect.stringContaining('(TOO_LARGE)'),
  })
  expect(await logOf(id, 'wrong')).toContain('refused: INVALID_ARGUMENT 400')
})

test('a listener outlives the server, misses nothing, and ends when the task is stopped', async () => {
  const id = await start('hears')
  const send = (value: string) => home.client.events.send({ key: 'line', value })
  await until(async () => {
    await send('first')
    return (await logOf(id, 'hears')).includes('heard first')
  })
  await home.crashServer()
  await send('second')
  await send('third')
  await until(async () => (await logOf(id, 'hears')).includes('heard third'))
  await home.client.workflowExecutions.stop(id)
  await until(async () => (await taskOf(id, 'hears')).status === 'STOPPED')
  const heard = [...(await logOf(id, 'hears')).matchAll(/heard (second|third)|asked to stop/g)].map(([text]) => text)
  expect(heard).toEqual(['heard second', 'heard third', 'asked to stop'])
})

test('a program that asks for the signal ends in its own way', async () => {
  const id = await start('waits')
  await until(async () => (await logOf(id, 'waits')).includes('waiting'))
  await home.client.workflowExecutions.stop(id)
  await until(async () => (await taskOf(id, 'waits')).status === 'STOPPED')
  expect(await logOf(id, 'waits')).toContain('asked to stop')
})
