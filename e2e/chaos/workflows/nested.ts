import { FunctionOperator, TaskAction, Workflow, WorkflowOperator } from '@aiflow/sdk'
import { testified } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

const NUMBER = { type: 'object', properties: { number: { type: 'number' } }, required: ['number'] } as const

export const nestedLeaf = new Workflow(
  { name: 'nested-leaf', parameters: NUMBER, maxActiveExecutions: 3 },
  (workflow) => {
    new FunctionOperator({
      name: 'add',
      workflow,
      run: (context) => testified(context, () => context.parameters.number + 1),
      ...MORTAL,
    })
  },
)

export const nestedMiddle = new Workflow({ name: 'nested-middle', parameters: NUMBER }, () => {
  const first = new WorkflowOperator({
    name: 'first',
    workflow: nestedLeaf,
    parameters: { number: '${parameters.number}' },
    output: 'add',
  })
  new WorkflowOperator({
    name: 'second',
    workflow: nestedLeaf,
    startAfter: first,
    parameters: { number: '${outputs.first}' },
    output: 'add',
  })
})

/** Each event "nested.start" must come out at the end as its number and two. Some start again in the middle. */
export const nested = new Workflow({ name: 'nested' }, (workflow) => {
  workflow.trigger('started', 'nested.start')
  const sub = new WorkflowOperator({
    name: 'sub',
    workflow: nestedMiddle,
    parameters: { number: '${int(event.value)}' },
    output: 'second',
  })
  sub.actionOnEventReceived(TaskAction.RESTART, 'nested.again')
})
