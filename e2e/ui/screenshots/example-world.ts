import { fileURLToPath } from 'node:url'
import type { AIFlowHome } from '../../support/aiflow-home.ts'
import { Execution } from '../../support/execution.ts'
import { fillExplained } from './explained-world.ts'
import { fillLively } from './lively-world.ts'
import { fillShop } from './shop-world.ts'

const WORKFLOWS = fileURLToPath(new URL('../fixtures/workflows.ts', import.meta.url))
const REPORTS = 40

/** Has enough happen for every view to have something to show. */
export async function fillWorld(home: AIFlowHome): Promise<void> {
  // First, since some places name what it begins with.
  await fillExplained(home)
  await fillLively(home)
  await fillShop(home)
  await home.upload(WORKFLOWS)
  await home.must('workflow-schedule', 'add', 'hourly-report', 'cron@0 * * * *')
  await home.must('workflow-schedule', 'add', 'nightly-training', 'cron@30 2 * * *')
  for (let index = 0; index < REPORTS; index += 1) {
    await home.client.workflows.startExecution('default', 'hourly-report')
  }
  await Execution.start(home, 'clickstream-features')
  for (let index = 0; index < 3; index += 1) await (await Execution.start(home, 'nightly-training')).ended('FAILED')
}
