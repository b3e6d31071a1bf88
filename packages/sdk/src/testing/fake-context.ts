import type { Event } from '../model/event/event.ts'
import type { TaskStatus } from '../model/execution/task-status.ts'
import { ownValue } from '../model/text/own-value.ts'
import type { Context } from '../model/user-code/context.ts'
import type { State, StateDescriptor, ValueState } from '../model/user-code/state.ts'

/** The run time's side of a context, in memory: conditions and rules are judged against it in tests. */
export function createFakeContext(statuses: Record<string, TaskStatus> = {}) {
  const values = new Map<string, string>()
  const stateNamed = (name: string): ValueState<unknown> => ({
    value: () => JSON.parse(values.get(name) ?? 'null'),
    update: (value) => void values.set(name, JSON.stringify(value)),
    clear: () => void values.delete(name),
  })
  const context: Context = {
    getState: <S extends State>(descriptor: StateDescriptor<S>) => stateNamed(descriptor.name) as State as S,
    getTaskStatus: (task) => ownValue(statuses, typeof task === 'string' ? task : task.name) ?? null,
  }
  return { context, statuses, values }
}

/** A user event with this key and value. */
export function anEvent(key: string, value: string | null = null): Event {
  return {
    offset: 1,
    kind: 'user',
    namespace: 'default',
    key,
    value,
    sender: null,
    principal: null,
    context: null,
    workflowExecutionId: null,
    createTime: 0,
  }
}
