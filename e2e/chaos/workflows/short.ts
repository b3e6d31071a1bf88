import { BashOperator, FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'
import { TESTIFY, testified } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

/** Started and stopped by hand. */
export const short = new Workflow({ name: 'short' }, () => {
  const first = new BashOperator({ name: 'first', command: `${TESTIFY} sleep 0.5; say end`, ...MORTAL })
  const second = new FunctionOperator({
    name: 'second',
    run: (context) => testified(context, () => context.workflow.executionId),
    ...MORTAL,
  })
  second.startAfter(first)
  const failing = new BashOperator({ name: 'failing', command: `${TESTIFY} exit 3`, allowFailure: true })
  failing.startAfter(first)
  const told = new FunctionOperator({
    name: 'told',
    run: (context) => testified(context, () => null),
    optional: true,
    ...MORTAL,
  })
  told.actionOnEventReceived(TaskAction.START, 'told', { whenAlive: 'queue' })
})

/** Started by its schedule; each time counts. */
export const scheduled = new Workflow({ name: 'scheduled' }, (workflow) => {
  workflow.schedule('often', 'interval@0 0 0 3', { catchUp: 'all' })
  new BashOperator({ name: 'tick', command: `${TESTIFY} say end`, ...MORTAL })
})
