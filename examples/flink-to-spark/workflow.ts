import { setTimeout as sleep } from 'node:timers/promises'
import { FlinkOperator } from '@aiflow/operators/flink'
import { SparkOperator } from '@aiflow/operators/spark'
import { FunctionOperator, TaskAction, ValueStateDescriptor, Workflow } from '@aiflow/sdk'
import { completeHours } from './watermark.ts'

const parameters = {
  type: 'object',
  properties: {
    flink: { type: 'string', description: 'The REST API of a Flink cluster', default: 'http://localhost:8081' },
    spark: { type: 'string', description: 'The master of Spark', default: 'local[1]' },
    folder: { type: 'string', description: 'Where the stream writes and the batch reads' },
  },
  required: ['folder'],
} as const

const HOURS = new ValueStateDescriptor<number>('hours')

export const flinkToSpark = new Workflow({ name: 'flink-to-spark', parameters }, (workflow) => {
  new FlinkOperator({
    name: 'stream',
    workflow,
    cluster: (context) => context.parameters.flink,
    jar: 'clicks.jar',
    mainClass: 'Clicks',
    args: (context) => [context.parameters.folder],
    parallelism: 1,
    conf: { 'execution.checkpointing.interval': '5 s' },
    retries: 3,
    retriesOnLost: 10,
  })

  // Tells when an hour of the stream is complete, once and again if it dies in between.
  new FunctionOperator({
    name: 'watch',
    workflow,
    retries: 10,
    retriesOnLost: 10,
    run: async (context) => {
      const told = context.getState(HOURS)
      for (;;) {
        const complete = await completeHours(context.parameters.flink, 'clicks', 'written')
        for (let hour = told.value() ?? 0; hour < complete; hour += 1) {
          await context.events.send('hour_complete', String(hour))
          await told.update(hour + 1)
        }
        await sleep(500, undefined, { signal: context.signal })
      }
    },
  })

  const count = new SparkOperator({
    name: 'count',
    workflow,
    master: (context) => context.parameters.spark,
    application: 'count_clicks.py',
    args: (context) => [context.parameters.folder, context.trigger.events.at(-1)?.value ?? ''],
    result: ({ output }) => output,
  })
  count.actionOnEventReceived(TaskAction.START, 'hour_complete', { whenAlive: 'queue' })
})
