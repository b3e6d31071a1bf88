import { BashOperator, Workflow } from '@aiflow/sdk'

/** A task that its own timer runs every second for as long as the execution lives, which is until it is stopped. */
export const periodicTask = new Workflow({ name: 'periodic-task' }, () => {
  new BashOperator({
    name: 'tick',
    command: 'echo "tick $AIFLOW_SEQUENCE_NUMBER"',
    periodicExpression: 'interval@0 0 0 1',
  })
})

/** A workflow that is started at every second second, as soon as it is uploaded. */
export const periodicWorkflow = new Workflow({ name: 'periodic-workflow' }, (workflow) => {
  workflow.schedule('every-two-seconds', 'cron@*/2 * * * * *', { timezone: 'Europe/Berlin' })
  new BashOperator({ name: 'report', command: 'date' })
})
