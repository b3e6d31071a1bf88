import { setTimeout as delay } from 'node:timers/promises'
import {
  BashOperator,
  FunctionOperator,
  type Operator,
  TaskAction,
  TaskStatus,
  ValueStateDescriptor,
  Workflow,
} from '@aiflow/sdk'
import { TESTIFY, testified } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'

const NUMBER = new ValueStateDescriptor<number>('number')
const SEND_MS = 300

/** Tasks without an end, which events stop, restart and start again. */
export const streams = new Workflow({ name: 'streams', lifetime: 'untilStopped' }, () => {
  const command = new BashOperator({ name: 'command', command: `${TESTIFY} sleep infinity`, ...MORTAL })
  const deaf = new BashOperator({
    name: 'deaf',
    command: `${TESTIFY}
      trap '' TERM
      setsid sleep infinity &
      while :; do sleep 0.2; done`,
    ...MORTAL,
  })
  const code = new FunctionOperator({
    name: 'code',
    run: (context) => testified(context, (self) => self.gate('never')),
    ...MORTAL,
  })
  for (const task of [command, deaf, code]) controlled(task)
  const sender = new FunctionOperator({
    name: 'sender',
    run: (context) =>
      testified(context, async () => {
        const number = context.getState(NUMBER)
        for (let next = (number.value() ?? 0) + 1; ; next += 1) {
          await context.events.send('sent', String(next))
          await number.update(next)
          await delay(SEND_MS, undefined, { signal: context.signal })
        }
      }),
    ...MORTAL,
  })
  sender.actionOnEventReceived(TaskAction.RESTART, 'resend')
  const mourner = new FunctionOperator({ name: 'mourner', run: (context) => testified(context, () => null), ...MORTAL })
  mourner.actionOnTaskStatus(TaskAction.START, new Map([[command, TaskStatus.STOPPED]]), { whenAlive: 'queue' })
  new BashOperator({
    name: 'beat',
    command: `${TESTIFY} say end`,
    periodicExpression: 'interval@0 0 0 2',
    ...MORTAL,
  })
})

function controlled(task: Operator): void {
  task.actionOnEventReceived(TaskAction.RESTART, 'again')
  task.actionOnEventReceived(TaskAction.STOP, 'halt')
  task.actionOnEventReceived(TaskAction.START, 'go', { whenAlive: 'latest' })
}
