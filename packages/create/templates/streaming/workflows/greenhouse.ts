// A greenhouse that keeps itself cool: two tasks that never end, one that does, and rules between them.
import { once } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { FunctionOperator, TaskAction, TaskStatus, Workflow } from '@aiflow/sdk'

const READINGS_PER_REPORT = 10

// What an execution may be started with: "aiflow start greenhouse -p everyMs=200" measures five times a second.
const parameters = {
  type: 'object',
  properties: { everyMs: { type: 'integer', minimum: 10, default: 1000 } },
} as const

export const greenhouse = new Workflow({ name: 'greenhouse', parameters }, (workflow) => {
  // A stream: no rule starts it, so it starts with the execution. It never ends.
  const sensor = new FunctionOperator({
    name: 'sensor',
    workflow,
    emits: ['too_warm', 'cool_enough', 'readings_taken'],
    run: async (context) => {
      let temperature = 22
      let readings: number[] = []
      while (!context.signal.aborted) {
        await context.refresh() // Statuses are those of now.
        const isCooled = context.getTaskStatus(fan) === TaskStatus.RUNNING
        temperature += (isCooled ? -1 : 0.7) + Math.random() / 2
        context.logger.info(`${temperature.toFixed(1)} °C`)

        // It only says what it sees. What follows from that is the business of the rules.
        if (temperature > 25 && !isCooled) await context.events.send('too_warm')
        if (temperature < 22 && isCooled) await context.events.send('cool_enough')
        readings.push(Number(temperature.toFixed(1)))
        if (readings.length === READINGS_PER_REPORT) {
          await context.events.send('readings_taken', JSON.stringify(readings))
          readings = []
        }
        await setTimeout(context.parameters.everyMs, null, { signal: context.signal }).catch(() => {})
      }
    },
  })
  // You send this event, from another terminal: npx aiflow event send sensor_replaced
  sensor.actionOnEventReceived(TaskAction.RESTART, 'sensor_replaced')

  // A stream that comes and goes: rules start and stop it while the execution is running.
  const fan = new FunctionOperator({
    name: 'fan',
    run: async ({ logger, signal }) => {
      logger.info('on')
      if (!signal.aborted) await once(signal, 'abort') // The signal is aborted when the task is asked to stop.
      logger.info('off')
    },
  })
  fan.actionOnEventReceived(TaskAction.START, 'too_warm')
  fan.actionOnEventReceived(TaskAction.STOP, 'cool_enough')

  // A batch: it runs once for each event. If one comes while it is still running, it waits in a queue.
  const report = new FunctionOperator({
    name: 'report',
    run: ({ logger, trigger }) => {
      const readings: number[] = JSON.parse(trigger.events[0]?.value ?? '[]')
      const summary = { lowest: Math.min(...readings), highest: Math.max(...readings) }
      logger.info(`${readings.length} readings`, summary)
      return summary
    },
  })
  report.actionOnEventReceived(TaskAction.START, 'readings_taken', { whenAlive: 'queue' })
})
