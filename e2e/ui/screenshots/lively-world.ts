import { fileURLToPath } from 'node:url'
import type { AIFlowHome } from '../../support/aiflow-home.ts'
import { Execution } from '../../support/execution.ts'

const LIVELY = fileURLToPath(new URL('../fixtures/lively.ts', import.meta.url))
export const COLLECT = 'collect-files-of-every-region-and-of-every-customer-that-has-sent-some-today'

/** An execution in which a task streams, one retries, one is told to stop and does not, and one ran three times. */
export async function fillLively(home: AIFlowHome): Promise<Execution> {
  await home.upload(LIVELY)
  const execution = await Execution.start(home, 'lively')
  await execution.reached('stubborn', 'RUNNING')
  await home.client.taskExecutions.stop(execution.id, 'stubborn')
  for (const [index, file] of ['monday.csv', 'tuesday.csv', 'wednesday.csv'].entries()) {
    await home.client.events.send({ key: 'file', value: file, workflowExecutionId: execution.id, sender: 'shop' })
    await execution.reached(COLLECT, 'SUCCESS', index + 1)
  }
  await execution.reached('connect', 'SUCCESS')
  await execution.reached('long-log', 'SUCCESS')
  return execution
}
