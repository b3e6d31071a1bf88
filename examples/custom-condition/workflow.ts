import { setTimeout as delay } from 'node:timers/promises'
import { BashOperator, FunctionOperator, TaskAction, type TaskContext, TaskStatus, Workflow } from '@aiflow/sdk'
import { RECORD, RecordCount } from './record-count.ts'

const WANTED = 100
const PRODUCE_IN_BASH = 'while true; do aiflow event send record "$RANDOM"; sleep 0.1; done'

export const customCondition = new Workflow({ name: 'custom-condition' }, () => {
  const consumer = new FunctionOperator({ name: 'consumer', run: consume })
  consumer.actionOnCondition(TaskAction.START, new RecordCount(WANTED))

  const emits = [RECORD]
  const producers = [
    new BashOperator({ name: 'producer-1', command: PRODUCE_IN_BASH, emits }),
    new BashOperator({ name: 'producer-2', command: PRODUCE_IN_BASH, emits }),
    new FunctionOperator({ name: 'producer-3', run: produce, emits }),
  ]
  for (const producer of producers) {
    producer.actionOnTaskStatus(TaskAction.STOP, [[consumer, TaskStatus.SUCCESS]])
  }
})

/** Never ends by itself. */
async function produce(context: TaskContext): Promise<void> {
  while (!context.signal.aborted) {
    await context.events.send(RECORD, String(Math.floor(Math.random() * 32_768)))
    await delay(100, undefined, { signal: context.signal })
  }
}

/** Reads the records that the condition has counted, from the log. */
async function consume(context: TaskContext) {
  const bySender: Record<string, number> = {}
  let records = 0
  let sum = 0
  for await (const { sender, value } of context.events.listen(RECORD, { from: 0 })) {
    const name = sender ?? 'unknown'
    bySender[name] = (bySender[name] ?? 0) + 1
    sum += Number(value)
    records += 1
    if (records === WANTED) break
  }
  context.logger.info('consumed', { records, sum, ...bySender })
  return { records, sum, bySender }
}
