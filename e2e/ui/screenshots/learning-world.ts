import { fileURLToPath } from 'node:url'
import type { AIFlowHome } from '../../support/aiflow-home.ts'
import { Execution } from '../../support/execution.ts'

const LEARNING = fileURLToPath(new URL('../fixtures/learning.ts', import.meta.url))

/** An execution whose tasks sent each other events twice around a loop. */
export async function fillLearning(home: AIFlowHome): Promise<Execution> {
  await home.upload(LEARNING)
  const execution = await Execution.start(home, 'learning')
  await home.client.events.send({ key: 'reset', workflowExecutionId: execution.id })
  await execution.reached('read-more', 'SUCCESS', 2)
  return execution
}
