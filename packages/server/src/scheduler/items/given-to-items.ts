import type { Json } from '@aiflow/sdk/internal/json'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { NamedPath } from '../../formulas/cel/named-paths.ts'
import { fieldOf, itemExpressionOf } from '../../parameters/item-list.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import type { GivenToItems } from '../world/task-map.ts'

type Values = Readonly<Record<string, Json>>

/**
 * What each item is given of the start of its task. The lists and objects that the list was made of are left out: thousands of
 * items would each get all of them. An item has its own part.
 */
export function givenToItems({ lane, task }: TaskSlot, { trigger }: TaskExecutionRow): GivenToItems {
  const expression = task.mapOver === undefined ? null : itemExpressionOf(task.mapOver)
  const { parameters } = lane.execution
  const paths = expression?.paths ?? []
  return { trigger: withoutSources(trigger, paths), parameters: without(parameters, fieldsBehind(paths, 'parameters')) }
}

function withoutSources(trigger: Trigger, paths: readonly NamedPath[]): Trigger {
  const namesEvent = paths.some(([root]) => root === 'event')
  const events = namesEvent ? trigger.events.map((event) => ({ ...event, value: null, context: null })) : trigger.events
  return { ...trigger, events, outputs: without(trigger.outputs, fieldsBehind(paths, 'outputs')) }
}

function fieldsBehind(paths: readonly NamedPath[], name: string): readonly NamedPath[] {
  return paths.flatMap(([root, ...fields]) => (root === name ? [fields] : []))
}

function without(values: Values, paths: readonly NamedPath[]): Values {
  return paths.reduce<Values>((left, path) => (path.length === 0 ? {} : omit(left, path)), values)
}

/** Without the list or object at a path, or the list on the way to it. */
function omit(values: Values, [field = '', ...rest]: NamedPath): Values {
  const value = fieldOf(values, field)
  if (typeof value !== 'object' || value === null) return values
  if (rest.length > 0 && !Array.isArray(value)) return { ...values, [field]: omit(value as Values, rest) }
  const { [field]: _, ...others } = values
  return others
}
