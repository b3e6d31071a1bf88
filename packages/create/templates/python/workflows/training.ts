// Learns from a stream until it knows enough: two tasks in Python, one in TypeScript, and rules between them.
import { BashOperator, FunctionOperator, TaskAction, TaskStatus, Workflow } from '@aiflow/sdk'

// What an execution may be started with: "aiflow start training -p secondsPerBatch=5" takes its time.
const parameters = {
  type: 'object',
  properties: { secondsPerBatch: { type: 'number', minimum: 0.05, default: 1 } },
} as const

export const training = new Workflow({ name: 'training', parameters }, () => {
  // A stream: no rule starts it, so it starts with the execution. It would never end.
  const collect = new BashOperator({
    name: 'collect',
    command: 'exec python3 "$AIFLOW_FILES/python/collect.py"',
    emits: ['batch_ready'],
  })
  collect.actionOnEventReceived(TaskAction.STOP, 'enough_points')

  // A batch: it runs once for each event. If one comes while it is still running, it waits in a queue.
  const train = new BashOperator({
    name: 'train',
    command: 'exec python3 "$AIFLOW_FILES/python/train.py"',
    emits: ['enough_points'],
  })
  train.actionOnEventReceived(TaskAction.START, 'batch_ready', { whenAlive: 'queue' })

  // It starts when the stream has stopped and its points are learned. "outputs" has what the Python program left.
  const report = new FunctionOperator({
    name: 'report',
    run: ({ logger, outputs }) => {
      const learned = outputs.get(train)
      logger.info('learned', { learned })
      return learned
    },
  })
  report.actionOnTaskStatus(TaskAction.START, [
    [collect, TaskStatus.STOPPED],
    [train, TaskStatus.SUCCESS],
  ])
})
