import { BashOperator, TaskAction, Workflow } from '@aiflow/sdk'

export const quickstart = new Workflow({ name: 'quickstart' }, () => {
  const task1 = new BashOperator({ name: 'task1', command: 'echo "task1 starts with the execution"' })

  const task2 = new BashOperator({
    name: 'task2',
    command: 'echo "task2 starts after task1"; aiflow event send greeting "hello from task2"',
  })
  task2.startAfter(task1)

  const task3 = new BashOperator({ name: 'task3', command: 'echo "task3 heard: $AIFLOW_EVENT_VALUE"' })
  task3.actionOnEventReceived(TaskAction.START, 'greeting')
})
