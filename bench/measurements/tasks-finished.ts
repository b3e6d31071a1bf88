import type { Measurement, Row } from '../measurement.ts'
import { StatusWatch } from '../stage/status-watch.ts'

const TASKS = 100
const IN_FLIGHT = 4

interface Kind {
  readonly name: string
  readonly label: string
  readonly workflow: string
  readonly aim: number | null
}

/** Executions of 100 tasks that do nothing, several at once, so that every slot of the worker is in use. */
function tasksFinished({ name, label, workflow, aim }: Kind): Measurement {
  return {
    name,
    workflows: ['many-tasks.ts'],
    async run(stage, { rounds }): Promise<readonly Row[]> {
      const watch = await StatusWatch.ofWorkflow(stage.client, workflow)
      const runOnce = async (): Promise<void> => {
        const { workflowExecutionId } = await stage.client.workflows.startExecution('default', workflow)
        await watch.succeeded(workflowExecutionId)
      }
      await runOnce()
      const rates: number[] = []
      for (let number = 0; number < rounds; number += 1) {
        const start = performance.now()
        await Promise.all(Array.from({ length: IN_FLIGHT }, runOnce))
        rates.push((IN_FLIGHT * TASKS) / ((performance.now() - start) / 1000))
      }
      watch.close()
      return [{ label, unit: 'tasks/s', better: 'higher', aim, samples: rates }]
    },
  }
}

export const bashFinished = tasksFinished({
  name: 'bash-finished',
  label: 'bash tasks finished',
  workflow: 'many-bash',
  aim: 350,
})

export const codeFinished = tasksFinished({
  name: 'code-finished',
  label: 'TypeScript tasks finished',
  workflow: 'many-code',
  aim: null,
})
