import { BashOperator, FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'

/** Each event of one key starts a task that does nothing. */
export const bashOnEvent = new Workflow({ name: 'bash-on-event', lifetime: 'untilStopped' }, () => {
  new BashOperator({ name: 'task', command: 'true' }).actionOnEventReceived(TaskAction.START, 'bench-bash')
})

export const codeOnEvent = new Workflow({ name: 'code-on-event', lifetime: 'untilStopped' }, () => {
  new FunctionOperator({ name: 'task', run: () => null }).actionOnEventReceived(TaskAction.START, 'bench-code')
})
