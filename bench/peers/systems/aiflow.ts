import { join } from 'node:path'
import { Stage } from '../../stage/stage.ts'
import { StatusWatch } from '../../stage/status-watch.ts'
import { serve, type WorkflowName } from './system.ts'

/* Usage: aiflow.ts [prefix of the names of workflows]. Executions are started, and their ends heard, through the client. */

const PROGRAM = join(import.meta.dirname, '../../../packages/cli/bin/aiflow.js')
const [, , prefix = ''] = process.argv

await serve(async () => {
  const stage = new Stage(PROGRAM)
  await stage.start()
  await stage.upload(['chains.ts'])
  const watches = new Map<WorkflowName, StatusWatch>()
  for (const name of ['chain-of-3', 'chain-of-40'] as const)
    watches.set(name, await StatusWatch.ofWorkflow(stage.client, prefix + name))
  return {
    async call(workflow) {
      const { workflowExecutionId } = await stage.client.workflows.startExecution('default', prefix + workflow)
      await watches.get(workflow)?.succeeded(workflowExecutionId)
    },
    close: () => stage.close(),
  }
})
