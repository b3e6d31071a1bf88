import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'

const TASKS = 100

/** Tasks without rules: all of them start with the execution. */
export const manyBash = new Workflow({ name: 'many-bash' }, () => {
  for (let number = 1; number <= TASKS; number += 1) new BashOperator({ name: `task-${number}`, command: 'true' })
})

export const manyCode = new Workflow({ name: 'many-code' }, () => {
  for (let number = 1; number <= TASKS; number += 1) new FunctionOperator({ name: `task-${number}`, run: () => null })
})
