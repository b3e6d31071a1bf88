import { afterEach, beforeEach, expect, it } from 'vitest'
import { TemporaryAIFlow } from '../testing/temporary-aiflow.ts'

let aiflow: TemporaryAIFlow

beforeEach(async () => {
  aiflow = await TemporaryAIFlow.start()
  await aiflow.upload('event-triggered-workflow')
})

afterEach(() => aiflow.stop())

const executions = async () => {
  const { items } = await aiflow.client.workflowExecutions.list()
  return items.map(({ workflowName, type, status }) => `${workflowName} ${type} ${status}`).sort()
}

it('starts one workflow at the end of another, and a third on its event', async () => {
  await aiflow.startExecution('import-orders')

  await expect
    .poll(executions, { timeout: 20_000 })
    .toEqual(['import-orders MANUAL SUCCESS', 'mail-report EVENT SUCCESS', 'report-orders EVENT SUCCESS'])
  const [mail] = (await aiflow.client.workflowExecutions.list({ workflow: 'mail-report' })).items
  expect(await aiflow.log(mail!.id, 'mail')).toBe('mailing orders.pdf\n')
})

it('starts a workflow on the event that a person sends', async () => {
  await aiflow.run('event', 'send', 'report_ready', 'by-hand.pdf')

  await expect.poll(executions, { timeout: 20_000 }).toEqual(['mail-report EVENT SUCCESS'])
  expect(await aiflow.log(1, 'mail')).toBe('mailing by-hand.pdf\n')
})

it('starts nothing while the trigger is paused', async () => {
  await aiflow.run('workflow-trigger', 'pause', 'mail-report', 'report-ready')
  await aiflow.run('event', 'send', 'report_ready', 'unheard.pdf')
  await aiflow.run('workflow-trigger', 'resume', 'mail-report', 'report-ready')
  await aiflow.run('event', 'send', 'report_ready', 'heard.pdf')

  await expect.poll(executions, { timeout: 20_000 }).toEqual(['mail-report EVENT SUCCESS'])
  expect(await aiflow.log(1, 'mail')).toBe('mailing heard.pdf\n')
})
