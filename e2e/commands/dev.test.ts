import { once } from 'node:events'
import { afterAll, expect, it } from 'vitest'
import { allGone } from '../support/processes.ts'
import { TemporaryHome } from '../support/temporary-home.ts'
import { waitUntil } from '../support/wait-for.ts'

const place = new TemporaryHome()
const project = new TemporaryHome()
afterAll(() => Promise.all([place.remove(), project.remove()]))

const flow = (word: string) => `import { BashOperator, TaskAction, Workflow } from '@aiflow/sdk'
import { name } from './name.ts'
export const flow = new Workflow({ name }, () => {
  const answer = new BashOperator({ name: 'answer', command: 'echo ${word} $AIFLOW_EVENT_VALUE' })
  answer.actionOnEventReceived(TaskAction.START, 'question')
})`

const MISSPELT = `export const misspelt = new Workflow({ name: 'misspelt' }, () => {
  new BashOperator({ name: 'sends', command: 'true', emits: ['model_ready'] })
  new BashOperator({ name: 'waits', command: 'true' }).actionOnEventReceived(TaskAction.START, 'model_raedy')
})`

it('uploads at each save, shows events and output, keeps going when a save is broken, and stops everything', async () => {
  place.write('name.ts', "export const name = 'flow'\n")
  place.write('flow.ts', flow('first'))
  const program = place.spawn('dev', 'flow.ts', '--port', '0')
  let output = ''
  for (const stream of [program.stdout, program.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(program, 'exit')
  const shows = (text: string) => waitUntil(`"${text}" in ${output}`, async () => output.includes(text))

  await shows('Uploaded "flow" (1 task).')
  expect(output).toMatch(/For assistants, with a token: http:\/\/127\.0\.0\.1:\d+\/mcp/)
  await place.run('workflow-execution', 'start', 'flow')
  await place.run('event', 'send', 'question', 'one')
  await shows('question one')
  await shows('1/answer/1 | first one')
  await shows('1/answer SUCCESS')

  place.write('flow.ts', 'export const flow = (')
  await shows('The workflow file "flow.ts" does not compile.')
  place.write('flow.ts', flow('second'))
  await shows('Updated "flow" (1 task).')
  await shows('Active executions keep theirs.')
  place.write('flow.ts', `${flow('third')}\n${MISSPELT}`)
  await shows('Warning: The task "waits" of the workflow "misspelt" waits for the event "model_raedy"')
  place.write('name.ts', "export const name = 'other'\n")
  await shows('Uploaded "other" (1 task).')

  program.kill('SIGINT')
  expect(await ended).toEqual([130, null])
  expect(output).toContain('The server, its worker and all tasks have stopped.')
  await allGone(place.path)
})

it('leaves nothing behind when npx, which runs it, is ended by SIGTERM, and shows the traces of tasks', async () => {
  project.write(
    'flow.ts',
    `import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'
export const flow = new Workflow({ name: 'flow' }, () => {
  new BashOperator({ name: 'stays', command: 'echo begun; sleep 1000' })
  new FunctionOperator({ name: 'throws', run: () => { throw new Error('no luck') } })
})
`,
  )
  const npx = project.npx('dev', 'flow.ts', '--port', '0')
  let output = ''
  for (const stream of [npx.stdout, npx.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  // npx itself takes seconds to begin on a busy machine.
  const shows = async (text: string) => {
    await expect.poll(() => output, { timeout: 60_000 }).toContain(text)
  }
  await shows('Uploaded "flow" (2 tasks).')
  await project.run('workflow-execution', 'start', 'flow')
  await shows('1/stays/1 | begun')
  await shows('at run (flow.ts:4:61)')
  npx.kill('SIGTERM')
  await allGone(project.path)
  // What a process wrote last may be read after its end.
  await shows('The server, its worker and all tasks have stopped.')
})
