import type { Measurement, Row } from '../measurement.ts'
import { batchBody, ratePerSecond, withPosters } from '../stage/load.ts'
import type { Stage } from '../stage/stage.ts'
import { StatusWatch } from '../stage/status-watch.ts'

const BATCH = 100
const IN_FLIGHT = 4

interface Kind {
  readonly name: string
  readonly label: string
  readonly workflow: string
  readonly key: string
  /** Makes the condition true. */
  readonly last: { readonly key: string; readonly value: string }
  readonly eventsPerRound: number
  readonly executions: number
  readonly aim: number | null
}

/** From before the first event is sent until the task runs that only the last event starts. By then all were judged, in order. */
function throughCondition(kind: Kind): Measurement {
  return {
    name: kind.name,
    workflows: ['conditions.ts'],
    async run(stage, { rounds }): Promise<readonly Row[]> {
      for (let number = 0; number < kind.executions; number += 1) {
        await stage.client.workflows.startExecution('default', kind.workflow)
      }
      const watch = await StatusWatch.ofTask(stage.client, kind.workflow, 'task')
      await round(stage, watch, kind)
      const rates: number[] = []
      for (let number = 0; number < rounds; number += 1) rates.push(await round(stage, watch, kind))
      watch.close()
      return [{ label: kind.label, unit: 'events/s', better: 'higher', aim: kind.aim, samples: rates }]
    },
  }
}

export const builtInCondition = throughCondition({
  name: 'built-in-condition',
  label: 'events through a built-in condition',
  workflow: 'built-in-condition',
  key: 'bench-part',
  last: { key: 'bench-last', value: 'last' },
  eventsPerRound: 40_000,
  executions: 1,
  aim: 20_000,
})

export const customCondition = throughCondition({
  name: 'custom-condition',
  label: 'events through a custom condition',
  workflow: 'custom-condition',
  key: 'bench-counted',
  last: { key: 'bench-counted', value: 'last' },
  eventsPerRound: 5000,
  executions: 1,
  aim: 5000,
})

export const customConditions = throughCondition({
  name: 'custom-conditions',
  label: 'events through a custom condition, judged by each of 8 executions',
  workflow: 'custom-condition',
  key: 'bench-counted',
  last: { key: 'bench-counted', value: 'last' },
  eventsPerRound: 1000,
  executions: 8,
  aim: null,
})

async function round(stage: Stage, watch: StatusWatch, kind: Kind): Promise<number> {
  const ended = allEnded(watch, kind.executions)
  const start = performance.now()
  await withPosters(stage, IN_FLIGHT, async (posters) => {
    const post = async (lane: number): Promise<void> => void (await posters[lane]?.post(batchBody(kind.key, BATCH)))
    await ratePerSecond(kind.eventsPerRound / BATCH, IN_FLIGHT, post)
  })
  await stage.client.events.send(kind.last)
  await ended
  const judged = kind.eventsPerRound * kind.executions
  return judged / ((performance.now() - start) / 1000)
}

async function allEnded(watch: StatusWatch, executions: number): Promise<void> {
  for (let number = 0; number < executions; number += 1) await watch.next(({ value }) => value === 'SUCCESS')
}
