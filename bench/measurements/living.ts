import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fillLiving, type Living, TOUCHING_KEY } from '../large-store/fill-living.ts'
import type { Measurement, Row } from '../measurement.ts'
import { batchBody, ratePerSecond, withPosters } from '../stage/load.ts'
import { cpuSecondsOf, memoryOf } from '../stage/processes.ts'
import type { Stage } from '../stage/stage.ts'

const FEW: Living = { workflows: 1, tasksPerWorkflow: 3, executions: 1 }
/** 10,000 rules and 10,000 executions. */
const MANY: Living = { workflows: 100, tasksPerWorkflow: 101, executions: 10_000 }
const VERY_MANY: Living = { workflows: 100, tasksPerWorkflow: 5, executions: 100_000 }
const BATCH = 100
const IN_FLIGHT = 4
const EVENTS = 20_000
const WATCHED_MS = 10_000

/** What living executions cost that nothing happens to: their start, their memory, and the events of others. */
export const living: Measurement = {
  name: 'living',
  workflows: [],
  async run(stage, { rounds }): Promise<readonly Row[]> {
    await stageLiving(stage, FEW)
    const few = await microsecondsPerEvent(stage, rounds)
    const manyReady = await stageLiving(stage, MANY)
    const many = await microsecondsPerEvent(stage, rounds)
    await stageLiving(stage, VERY_MANY)
    const veryMany = await microsecondsPerEvent(stage, rounds)
    const silence = await longestSilence(stage)
    const row = { better: 'lower', aim: null } as const
    const label = 'CPU of the server for an event that touches one execution'
    return [
      { ...row, label: `${label} of one`, unit: 'µs', samples: few },
      { ...row, label: `${label} of 10,000, with 10,000 rules`, unit: 'µs', samples: many },
      { ...row, label: `${label} of 100,000`, unit: 'µs', samples: veryMany },
      {
        ...row,
        label: 'start of a server with 10,000 executions, until ready',
        unit: 's',
        aim: 1,
        samples: [manyReady],
      },
      {
        ...row,
        label: 'memory of a server with 100,000 executions',
        unit: 'MB',
        aim: 1000,
        samples: [stage.serverUse(memoryOf)],
      },
      { ...row, label: 'longest answer of a server with 100,000 executions', unit: 'ms', aim: 100, samples: [silence] },
    ]
  },
}

/** Returns how many seconds the command takes that starts the server on such a store. */
async function stageLiving(stage: Stage, size: Living): Promise<number> {
  await stage.stop()
  const path = join(stage.home, 'living.db')
  await fillLiving(path, size)
  stage.replaceStore(path)
  const before = performance.now()
  await stage.startServer()
  const seconds = (performance.now() - before) / 1000
  process.stderr.write(
    `  ${size.executions} executions: ready after ${seconds.toFixed(2)} s, ${stage.serverUse(memoryOf).toFixed(0)} MB\n`,
  )
  return seconds
}

/** After a round that does not count. */
async function microsecondsPerEvent(stage: Stage, rounds: number): Promise<number[]> {
  const samples: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const before = stage.serverUse(cpuSecondsOf)
    await withPosters(stage, IN_FLIGHT, async (posters) => {
      const post = async (lane: number): Promise<void> =>
        void (await posters[lane]?.post(batchBody(TOUCHING_KEY, BATCH)))
      await ratePerSecond(EVENTS / BATCH, IN_FLIGHT, post)
    })
    samples.push(((stage.serverUse(cpuSecondsOf) - before) / EVENTS) * 1e6)
  }
  return samples.slice(1)
}

/** The longest time that the server takes to say that it is well, while it also gets events. */
async function longestSilence(stage: Stage): Promise<number> {
  let longest = 0
  const end = performance.now() + WATCHED_MS
  await withPosters(stage, 1, async ([poster]) => {
    while (performance.now() < end) {
      const before = performance.now()
      await Promise.all([
        fetch(`${stage.url}/healthz`).then((answer) => answer.text()),
        poster?.post(batchBody(TOUCHING_KEY, 1)),
      ])
      longest = Math.max(longest, performance.now() - before)
      await sleep(5)
    }
  })
  return longest
}
