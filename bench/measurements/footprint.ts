import { setTimeout as sleep } from 'node:timers/promises'
import type { Measurement, Row } from '../measurement.ts'
import { cpuSecondsOf, memoryOf, memoryTogether } from '../stage/processes.ts'
import type { Stage } from '../stage/stage.ts'
import { StatusWatch } from '../stage/status-watch.ts'

/** What a start leaves to do, such as collecting its garbage, is done after this time. */
const SETTLED_SECONDS = 20
const IDLE_SECONDS = 60
const EXECUTIONS = 500
const TASKS_PER_EXECUTION = 3

/** The server and the worker when they have nothing to do, a while after their start. */
export const idle: Measurement = {
  name: 'idle',
  workflows: [],
  async run(stage): Promise<readonly Row[]> {
    const { server, worker } = stage.processes()
    const pids = [...server, ...worker]
    await sleep(SETTLED_SECONDS * 1000)
    const before = total(pids, cpuSecondsOf)
    await sleep(IDLE_SECONDS * 1000)
    const cpu = ((total(pids, cpuSecondsOf) - before) / IDLE_SECONDS) * 100
    const row = { better: 'lower' } as const
    const memory = (label: string, aim: number | null, samples: readonly number[]) => ({
      ...row,
      label: `memory when idle, ${label}`,
      unit: 'MB',
      aim,
      samples,
    })
    return [
      memory('server and worker', 160, [memoryTogether(pids)]),
      memory('resident size of the server', null, server.map(memoryOf)),
      memory('resident size of the worker', null, worker.map(memoryOf)),
      { ...row, label: `CPU when idle, both, over ${IDLE_SECONDS} s`, unit: '% of a core', aim: 0.3, samples: [cpu] },
    ]
  },
}

/** From before `aiflow server start -d` is called until it returns, which is when the server is ready. */
export const ready: Measurement = {
  name: 'ready',
  workflows: [],
  async run(stage, { rounds }): Promise<readonly Row[]> {
    const seconds: number[] = []
    for (let number = 0; number < rounds * 2; number += 1) {
      await stage.stop()
      const before = performance.now()
      await stage.startServer()
      seconds.push((performance.now() - before) / 1000)
    }
    return [{ label: '"aiflow server start -d" until ready', unit: 's', better: 'lower', aim: 0.7, samples: seconds }]
  },
}

/** What a task leaves on disk, measured when everything has stopped and the store has been checkpointed. */
export const growth: Measurement = {
  name: 'growth',
  workflows: ['chains.ts'],
  async run(stage): Promise<readonly Row[]> {
    const before = await sizes(stage)
    const watch = await StatusWatch.ofWorkflow(stage.client, 'chain-of-3')
    for (let number = 0; number < EXECUTIONS; number += 1) {
      const { workflowExecutionId } = await stage.client.workflows.startExecution('default', 'chain-of-3')
      await watch.succeeded(workflowExecutionId)
    }
    watch.close()
    const after = await sizes(stage)
    const perTask = (bytes: number) => [bytes / 1000 / (EXECUTIONS * TASKS_PER_EXECUTION)]
    const row = { unit: 'kB', better: 'lower', aim: null } as const
    return [
      { ...row, label: 'store growth per TypeScript task', samples: perTask(after.store - before.store) },
      { ...row, label: 'journal and log growth per TypeScript task', samples: perTask(after.worker - before.worker) },
    ]
  },
}

async function sizes(stage: Stage): Promise<{ store: number; worker: number }> {
  await stage.stop()
  const measured = { store: await stage.sizeOf('aiflow.db'), worker: await stage.sizeOf('worker') }
  await stage.start()
  return measured
}

function total(pids: readonly number[], measure: (pid: number) => number): number {
  return pids.map(measure).reduce((sum, value) => sum + value, 0)
}
