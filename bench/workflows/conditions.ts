import {
  AllEventsCondition,
  Condition,
  type Context,
  type Event,
  FunctionOperator,
  TaskAction,
  ValueStateDescriptor,
  Workflow,
} from '@aiflow/sdk'

/** Met by an event whose value says so. It counts the others in its state, as a condition of a user might. */
class CountedCondition extends Condition {
  async isMet(event: Event, context: Context): Promise<boolean> {
    const count = context.getState(new ValueStateDescriptor<number>('count'))
    await count.update((count.value() ?? 0) + 1)
    return event.value === 'last'
  }
}

/** Every event is judged, and only the last one of a round starts the task. */
export const builtIn = new Workflow({ name: 'built-in-condition', lifetime: 'untilStopped' }, () => {
  const task = new FunctionOperator({ name: 'task', run: () => null })
  task.actionOnCondition(TaskAction.START, new AllEventsCondition(['bench-part', 'bench-last']))
})

export const custom = new Workflow({ name: 'custom-condition', lifetime: 'untilStopped' }, () => {
  const task = new FunctionOperator({ name: 'task', run: () => null })
  task.actionOnCondition(TaskAction.START, new CountedCondition(['bench-counted']))
})
