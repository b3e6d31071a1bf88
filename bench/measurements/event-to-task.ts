import type { Measurement, Row } from '../measurement.ts'
import type { Stage } from '../stage/stage.ts'
import { StatusWatch } from '../stage/status-watch.ts'

const WARM_UP = 30

interface Kind {
  readonly name: string
  readonly label: string
  readonly workflow: string
  readonly key: string
  readonly aim: number
}

/** From before an event is sent until a listener hears that the task that it started is running. */
function eventToTask({ name, label, workflow, key, aim }: Kind): Measurement {
  return {
    name,
    workflows: ['single-tasks.ts'],
    async run(stage, { samples }): Promise<readonly Row[]> {
      await stage.client.workflows.startExecution('default', workflow)
      const watch = await StatusWatch.ofTask(stage.client, workflow, 'task')
      for (let number = 0; number < WARM_UP; number += 1) await once(stage, watch, key)
      const heard: number[] = []
      const stored: number[] = []
      for (let number = 0; number < samples; number += 1) {
        const sample = await once(stage, watch, key)
        heard.push(sample.heardMs)
        stored.push(sample.storedMs)
      }
      watch.close()
      const row = { unit: 'ms', better: 'lower' } as const
      return [
        { ...row, label: `${label}, heard by a client`, aim, samples: heard },
        { ...row, label: `${label}, by the times of the log`, aim: null, samples: stored },
      ]
    },
  }
}

export const eventToBash = eventToTask({
  name: 'event-to-bash',
  label: 'event → bash task running',
  workflow: 'bash-on-event',
  key: 'bench-bash',
  aim: 4,
})

export const eventToCode = eventToTask({
  name: 'event-to-code',
  label: 'event → warm TypeScript task running',
  workflow: 'code-on-event',
  key: 'bench-code',
  aim: 2,
})

/** Runs one task and waits for its end, so that no task is running at the next event. */
async function once(
  { client }: Stage,
  watch: StatusWatch,
  key: string,
): Promise<{ heardMs: number; storedMs: number }> {
  const running = watch.next(({ value }) => value === 'RUNNING')
  const before = performance.now()
  const { offset } = await client.events.send({ key })
  const { event, at } = await running
  const ended = watch.next(({ value }) => value === 'SUCCESS')
  const { items } = await client.events.list({ beginOffset: offset - 1, endOffset: offset })
  const [sent] = items
  await ended
  return { heardMs: at - before, storedMs: event.createTime - (sent?.createTime ?? Number.NaN) }
}
