import type { Measurement, Row } from '../measurement.ts'
import { cpuSecondsOf, memoryOf } from '../stage/processes.ts'
import type { Stage } from '../stage/stage.ts'
import { StatusWatch } from '../stage/status-watch.ts'

const SIZES = [1000, 3000, 10_000]
/** Tasks of each size, so that a size costs more only if a task of it does. */
const TASKS = 9000

interface Cost {
  /** CPU of the server for each task, in milliseconds. */
  readonly cpuMs: number
  /** What the server has more at the end of an execution than before the first, for each task of one, in kB. */
  readonly memory: number
}

/** Executions that begin with very many tasks, and end with one that waits for all of these. */
export const joins: Measurement = {
  name: 'joins',
  workflows: ['joins.ts'],
  async run(stage): Promise<readonly Row[]> {
    const costs: Cost[] = []
    for (const size of SIZES) costs.push(await costOf(stage, size))
    const row = { better: 'lower', aim: null } as const
    const of = (index: number) => `a task of an execution of ${SIZES[index]} with one join`
    return [
      ...costs.map(({ cpuMs }, index) => ({
        ...row,
        label: `CPU of the server for ${of(index)}`,
        unit: 'ms',
        samples: [cpuMs],
      })),
      ...costs.map(({ memory }, index) => ({
        ...row,
        label: `memory of the server for ${of(index)}`,
        unit: 'kB',
        samples: [memory],
      })),
    ]
  },
}

/** On a server of its own, which has run one such execution of the least size. */
async function costOf(stage: Stage, size: number): Promise<Cost> {
  await stage.stop()
  await stage.start()
  await runJoin(stage, SIZES[0] ?? size)
  const count = Math.ceil(TASKS / size)
  const before = { cpu: stage.serverUse(cpuSecondsOf), memory: stage.serverUse(memoryOf) }
  let greatest = 0
  for (let number = 0; number < count; number += 1) {
    await runJoin(stage, size)
    greatest = Math.max(greatest, stage.serverUse(memoryOf))
  }
  const seconds = stage.serverUse(cpuSecondsOf) - before.cpu
  return { cpuMs: (seconds * 1000) / (count * size), memory: ((greatest - before.memory) * 1000) / size }
}

async function runJoin(stage: Stage, size: number): Promise<void> {
  const workflow = `join-of-${size}`
  const watch = await StatusWatch.ofWorkflow(stage.client, workflow)
  const { workflowExecutionId } = await stage.client.workflows.startExecution('default', workflow)
  await watch.succeeded(workflowExecutionId)
  watch.close()
}
