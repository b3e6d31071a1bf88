import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { MAX_ITEMS, MAX_ITEMS_BYTES } from '@aiflow/sdk/internal/limits'
import { counted } from '@aiflow/sdk/internal/text'
import type { MapOverDefinition } from '@aiflow/sdk/internal/wire'
import { exceedsBytes } from '../../log/json-bytes.ts'
import { itemExpressionOf } from '../../parameters/item-list.ts'
import type { Step } from '../step.ts'
import { tooLargeToStart } from '../tasks/attempt-input.ts'
import { latestOf } from '../tasks/task-transitions.ts'
import type { TaskSlot } from '../world/execution-lane.ts'

type Frozen =
  | { readonly type: 'list'; readonly list: readonly Json[] }
  | { readonly type: 'problem'; readonly message: string }

/** The list that a task runs for, as it is now. Changes nothing. */
export function freezeList(step: Step, slot: TaskSlot, definition: MapOverDefinition): Frozen {
  const tooLarge = tooLargeToStart(slot, latestOf(slot))
  if (tooLarge?.type === 'failed') return problem(tooLarge.message)
  try {
    return checked(listOf(step, slot, definition), definition)
  } catch (error) {
    if (!isAIFlowError(error)) throw error
    return problem(error.message)
  }
}

function listOf(step: Step, slot: TaskSlot, definition: MapOverDefinition): Json {
  const expression = itemExpressionOf(definition)
  if (expression === null || typeof definition.list !== 'string') return definition.list
  const { trigger } = latestOf(slot)
  const variables = {
    parameters: slot.lane.execution.parameters,
    outputs: outputsFor(slot, expression.paths),
    event: trigger.events.at(-1) ?? null,
  }
  return expression.value(variables, (steps) => step.addLoad(steps))
}

/** Those that started the task, and of the other tasks that the expression names the last ones. */
function outputsFor(slot: TaskSlot, paths: readonly (readonly string[])[]): Readonly<Record<string, Json>> {
  const { outputs } = latestOf(slot).trigger
  const last = paths.flatMap(([root, task = '']): [string, Json][] => {
    const output = root === 'outputs' && !Object.hasOwn(outputs, task) ? slot.lane.outputs.get(task) : undefined
    return output === undefined ? [] : [[task, output]]
  })
  return last.length === 0 ? outputs : { ...Object.fromEntries(last), ...outputs }
}

function checked(list: Json, { onFailure }: MapOverDefinition): Frozen {
  if (!Array.isArray(list)) return problem(`"mapOver" needs a list, and got ${nameOf(list)}.`)
  if (list.length > MAX_ITEMS) {
    const advice = 'Make fewer items, each of which does more, or start several executions.'
    return problem(`The list of "mapOver" has ${list.length} items, and ${MAX_ITEMS} are allowed. ${advice}`)
  }
  if (exceedsBytes(list, MAX_ITEMS_BYTES)) {
    const limit = MAX_ITEMS_BYTES / (1024 * 1024)
    return problem(
      `The list of "mapOver" is larger than ${limit} MiB of JSON, which is the limit. Keep large content in files, and their paths in the list.`,
    )
  }
  const needed = typeof onFailure === 'object' ? onFailure.atLeast : 0
  if (needed <= list.length) return { type: 'list', list }
  const items = counted(list.length, 'item', 'items')
  return problem(`At least ${needed} items must succeed, and the list of "mapOver" has ${items}.`)
}

function nameOf(value: Json): string {
  if (value === null) return 'null'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

function problem(message: string): Frozen {
  return { type: 'problem', message }
}
