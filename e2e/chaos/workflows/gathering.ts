import { AllEventsCondition, FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'
import { testified } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

/** Executions for many events at once: by number and time, and the newest only. */
export const batch = new Workflow({ name: 'batch' }, (workflow) => {
  workflow.trigger('gathered', 'item', { fanIn: { size: 5, seconds: 3 } })
  workflow.trigger('newest', 'latest', { fanIn: 'latest' })
  new FunctionOperator({
    name: 'collect',
    run: (context) => testified(context, () => context.trigger.events.map(({ offset }) => offset)),
    ...MORTAL,
  })
})

/** A task that needs one event of each side, every time. */
export const joined = new Workflow({ name: 'joined', lifetime: 'untilStopped' }, () => {
  const join = new FunctionOperator({
    name: 'join',
    run: (context) => testified(context, () => context.trigger.events.map(({ offset }) => offset)),
    ...MORTAL,
  })
  join.actionOnCondition(TaskAction.START, new AllEventsCondition(['left', 'right']), {
    whenAlive: 'queue',
    queueLimit: 100_000,
  })
})
