import {
  Condition,
  type Context,
  type Event,
  FunctionOperator,
  TaskAction,
  ValueStateDescriptor,
  Workflow,
} from '@aiflow/sdk'
import { testified } from '../../fixtures/testify.ts'
import { COUNT_STATE, EVERY, SUM_STATE } from './counting-states.ts'
import { MORTAL } from './mortal.ts'

const COUNT = new ValueStateDescriptor<number>(COUNT_STATE)
const SUM = new ValueStateDescriptor<number>(SUM_STATE)

/** Counts events and adds up their values. It is met by every third event. */
class EveryFew extends Condition {
  override async isMet({ value }: Event, context: Context): Promise<boolean> {
    const count = context.getState(COUNT)
    const sum = context.getState(SUM)
    const next = (count.value() ?? 0) + 1
    await count.update(next)
    await sum.update((sum.value() ?? 0) + Number(value))
    return next % EVERY === 0
  }
}

/** User code that judges events, beside a rule on the same events without user code. */
export const counting = new Workflow({ name: 'counting', lifetime: 'untilStopped' }, () => {
  const few = new FunctionOperator({
    name: 'few',
    run: (context) => testified(context, () => context.trigger.events.at(-1)?.offset ?? null),
    ...MORTAL,
  })
  few.actionOnCondition(TaskAction.START, new EveryFew(['count']), { whenAlive: 'queue', queueLimit: 100_000 })
  const each = new FunctionOperator({
    name: 'each',
    run: (context) => testified(context, () => context.trigger.events.at(-1)?.offset ?? null),
    ...MORTAL,
  })
  each.actionOnEventReceived(TaskAction.START, 'count.too')
  each.actionOnEventReceived(TaskAction.START, 'count')
})
