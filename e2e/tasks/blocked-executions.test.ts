import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryHome } from '../support/temporary-home.ts'
import { waitUntil } from '../support/wait-for.ts'

const place = new TemporaryHome()
const AWAITED = '"merge" waits for event "orders.loaded": no task of this workflow is known to send it.'

beforeAll(async () => {
  place.write(
    'orders.ts',
    `import { BashOperator, TaskAction, Workflow } from '@aiflow/sdk'
export const orders = new Workflow({ name: 'orders' }, () => {
  const load = new BashOperator({ name: 'load', command: '[ -e "$GATE" ]', env: { GATE: ${JSON.stringify(`${place.path}/gate`)} } })
  const report = new BashOperator({ name: 'report', command: 'true' })
  report.startAfter(load)
  new BashOperator({ name: 'publish', command: 'true' }).startAfter(report)
  new BashOperator({ name: 'merge', command: 'true' }).actionOnEventReceived(TaskAction.START, 'orders.loaded')
})`,
  )
  await place.run('server', 'start', '-d', '--port', '0')
  await place.run('workflow', 'upload', 'orders.ts')
})
afterAll(() => place.remove())

it('"start --wait" and "show" say what an execution waits for in vain, and what helps', async () => {
  const waiting = place.spawn('workflow-execution', 'start', 'orders', '--wait')
  const ended = new Promise((resolve) => waiting.once('close', resolve))
  let text = ''
  for (const stream of [waiting.stdout, waiting.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const says = (line: string) => waitUntil(`"${line}" in ${text}`, () => text.includes(`${line}\n`))

  await says(
    '"report" cannot start any more: "load" is FAILED, and 1 more. ' +
      'Run the failed and stopped tasks again: aiflow workflow-execution rerun 1 ' +
      `Nothing runs. ${AWAITED} Send one: aiflow event send orders.loaded`,
  )
  const shown = await place.run('workflow-execution', 'show', '1')
  expect(shown).toContain('RUNNING (nothing runs)')
  expect(shown).toContain(
    `
Tasks that cannot start any more
  report: "load" is FAILED
  publish: "report" cannot start either
  Run the failed and stopped tasks again: aiflow workflow-execution rerun 1

Nothing runs
  merge waits for event "orders.loaded": no task of this workflow is known to send it
  Send one: aiflow event send orders.loaded
`,
  )
  const { blocked } = await place.json<{ blocked: object }>('workflow-execution', 'show', '1')
  expect(blocked).toMatchObject({ idle: true, tasks: { count: 2 }, events: { count: 1 } })

  place.write('gate', '')
  await place.run('workflow-execution', 'rerun', '1')
  await says(`\nNothing runs. ${AWAITED} Send one: aiflow event send orders.loaded`)
  await place.run('event', 'send', 'orders.loaded')
  expect(await ended).toBe(0)
  expect(text.match(/Nothing runs/g)).toHaveLength(2)
  expect(await place.run('workflow-execution', 'show', '1')).not.toContain('Nothing runs')
})

it('"start --wait" says nothing of what waits where the failure ends the execution', async () => {
  place.write(
    'fails.ts',
    `import { BashOperator, Workflow } from '@aiflow/sdk'
export const fails = new Workflow({ name: 'fails' }, () => {
  const load = new BashOperator({ name: 'load', command: 'false' })
  new BashOperator({ name: 'report', command: 'true' }).startAfter(load)
})`,
  )
  await place.run('workflow', 'upload', 'fails.ts')
  const { exitCode, stdout, stderr } = await place.call('workflow-execution', 'start', 'fails', '--wait')
  expect(exitCode).toBe(1)
  expect(stdout + stderr).not.toContain('cannot start')
})
