import { afterEach, beforeEach, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

beforeEach(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('python-event-triggered', 'orders.py')
})

afterEach(() => aiflow.stop())

const executions = async () => {
  const { items } = await aiflow.client.workflowExecutions.list()
  return items.map(({ workflowName, type, status }) => `${workflowName} ${type} ${status}`).sort()
}

it('starts one workflow at the end of another, and a third on its event', async () => {
  const id = await aiflow.startExecution('python-import-orders')
  await expect
    .poll(executions, { timeout: 60_000 })
    .toEqual([
      'python-import-orders MANUAL SUCCESS',
      'python-mail-report EVENT SUCCESS',
      'python-report-orders EVENT SUCCESS',
    ])
  expect(await aiflow.client.workflowExecutions.outputs(id)).toMatchObject({ load: { orders: 3, total: 60 } })
  const [mail] = (await aiflow.client.workflowExecutions.list({ workflow: 'python-mail-report' })).items
  expect(await aiflow.log(mail!.id, 'mail')).toBe('mailing orders.pdf\n')
})

it('starts a workflow on the event that a person sends', async () => {
  await aiflow.run('event', 'send', 'python_report_ready', 'by-hand.pdf')
  await expect.poll(executions, { timeout: 60_000 }).toEqual(['python-mail-report EVENT SUCCESS'])
  expect(await aiflow.log(1, 'mail')).toBe('mailing by-hand.pdf\n')
})
