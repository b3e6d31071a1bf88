import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Measurement } from '../measurement.ts'
import { ratePerSecond } from '../stage/load.ts'
import type { Stage } from '../stage/stage.ts'
import { StatusWatch } from '../stage/status-watch.ts'

const IN_FLIGHT = 64
const WORKFLOWS_PER_ROUND = 1500
const DELETED_FILES = 20_000

/** One execution after the other: from before its start is requested until a listener hears of its end. */
export const chainOf3: Measurement = {
  name: 'chain-of-3',
  workflows: ['chains.ts'],
  async run(stage, { samples }) {
    const times = await oneByOne(stage, 'chain-of-3', samples)
    return [{ label: 'chain of 3 tasks, one at a time', unit: 'ms', better: 'lower', aim: 3, samples: times }]
  },
}

/** The same on a disk that has just been through much: there, creating a file costs many times more. */
export const chainOf3AfterDeletions: Measurement = {
  name: 'chain-of-3-after-deletions',
  workflows: ['chains.ts'],
  async run(stage, { samples }) {
    deleteFiles(stage.home)
    const times = await oneByOne(stage, 'chain-of-3', samples)
    const label = `chain of 3 tasks, one at a time, after ${DELETED_FILES} files were deleted`
    return [{ label, unit: 'ms', better: 'lower', aim: null, samples: times }]
  },
}

export const sharedChainOf3: Measurement = {
  name: 'shared-chain-of-3',
  workflows: ['chains.ts'],
  async run(stage, { samples }) {
    const times = await oneByOne(stage, 'shared-chain-of-3', samples)
    const label = 'chain of 3 tasks that share a process, one at a time'
    return [{ label, unit: 'ms', better: 'lower', aim: 3, samples: times }]
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
    const rates = await inFlight(stage, 'chain-of-3', rounds)
    const label = `chain of 3 tasks, ${IN_FLIGHT} in flight`
    return [{ label, unit: 'workflows/s', better: 'higher', aim: 1400, samples: rates }]
  },
}

export const sharedChainsInFlight: Measurement = {
  name: 'shared-chains-in-flight',
  workflows: ['chains.ts'],
  async run(stage, { rounds }) {
    const rates = await inFlight(stage, 'shared-chain-of-3', rounds)
    const label = `chain of 3 tasks that share a process, ${IN_FLIGHT} in flight`
    return [{ label, unit: 'workflows/s', better: 'higher', aim: 1400, samples: rates }]
  },
}

async function inFlight(stage: Stage, workflow: string, rounds: number): Promise<number[]> {
  const watch = await StatusWatch.ofWorkflow(stage.client, workflow)
  const round = () => ratePerSecond(WORKFLOWS_PER_ROUND, IN_FLIGHT, () => runOnce(stage, watch, workflow))
  await round()
  const rates: number[] = []
  for (let number = 0; number < rounds; number += 1) rates.push(await round())
  watch.close()
  return rates
}

/** Creates files on the disk of the home, and deletes them. */
function deleteFiles(home: string): void {
  const folder = join(home, 'deleted')
  mkdirSync(folder)
  for (let number = 0; number < DELETED_FILES; number += 1) writeFileSync(join(folder, String(number)), 'x')
  rmSync(folder, { recursive: true })
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
