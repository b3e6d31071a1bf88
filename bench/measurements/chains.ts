import type { Measurement } from '../measurement.ts'
import { ratePerSecond } from '../stage/load.ts'
import type { Stage } from '../stage/stage.ts'
import { StatusWatch } from '../stage/status-watch.ts'

const IN_FLIGHT = 64
const WORKFLOWS_PER_ROUND = 1500

/** One execution after the other: from before its start is requested until a listener hears of its end. */
export const chainOf3: Measurement = {
  name: 'chain-of-3',
  workflows: ['chains.ts'],
  async run(stage, { samples }) {
    const times = await oneByOne(stage, 'chain-of-3', samples)
    return [{ label: 'chain of 3 tasks, one at a time', unit: 'ms', better: 'lower', aim: 3, samples: times }]
  },
}

export const chainOf40: Measurement = {
  name: 'chain-of-40',
  workflows: ['chains.ts'],
  async run(stage, { samples }) {
    const times = await oneByOne(stage, 'chain-of-40', Math.ceil(samples / 4))
    const label = 'chain of 40 tasks, each fibo(10)'
    return [{ label, unit: 'ms', better: 'lower', aim: 30, samples: times }]
  },
}

export const chainsInFlight: Measurement = {
  name: 'chains-in-flight',
  workflows: ['chains.ts'],
  async run(stage, { rounds }) {
    const watch = await StatusWatch.ofWorkflow(stage.client, 'chain-of-3')
    const round = () => ratePerSecond(WORKFLOWS_PER_ROUND, IN_FLIGHT, () => runOnce(stage, watch, 'chain-of-3'))
    await round()
    const rates: number[] = []
    for (let number = 0; number < rounds; number += 1) rates.push(await round())
    watch.close()
    const label = `chain of 3 tasks, ${IN_FLIGHT} in flight`
    return [{ label, unit: 'workflows/s', better: 'higher', aim: 1400, samples: rates }]
  },
}

async function oneByOne(stage: Stage, workflow: string, count: number): Promise<number[]> {
  const watch = await StatusWatch.ofWorkflow(stage.client, workflow)
  for (let number = 0; number < Math.ceil(count / 5); number += 1) await runOnce(stage, watch, workflow)
  const times: number[] = []
  for (let number = 0; number < count; number += 1) {
    const before = performance.now()
    await runOnce(stage, watch, workflow)
    times.push(performance.now() - before)
  }
  watch.close()
  return times
}

async function runOnce({ client }: Stage, watch: StatusWatch, workflow: string): Promise<void> {
  const { workflowExecutionId } = await client.workflows.startExecution('default', workflow)
  await watch.succeeded(workflowExecutionId)
}
