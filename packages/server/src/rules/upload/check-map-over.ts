import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_ITEMS, MAX_ITEMS_BYTES } from '@aiflow/sdk/internal/limits'
import type { MapOverDefinition, TaskDefinition } from '@aiflow/sdk/internal/wire'
import { ItemListExpression } from '../../parameters/item-list.ts'
import { startsByRule } from '../plan.ts'

/** Throws `INVALID_WORKFLOW`, `UNKNOWN_TASK` or `INVALID_EXPRESSION` if a task cannot run for the items of its list. */
export function checkMapOver(
  workflow: string,
  task: TaskDefinition,
  { names, mapOver }: { readonly names: ReadonlySet<string>; readonly mapOver: MapOverDefinition },
): void {
  const refuse = (problem: string, code: 'INVALID_WORKFLOW' | 'UNKNOWN_TASK' = 'INVALID_WORKFLOW') => {
    const message = `The task "${task.name}" of the workflow "${workflow}" ${problem}`
    throw new AIFlowError(code, message, { details: { workflow, task: task.name } })
  }
  const { type } = task.operator
  if (type === 'approval' || type === 'workflow') refuse('has no attempts, so it has no "mapOver".')
  if (typeof mapOver.list !== 'string') {
    const problem = problemOfList(mapOver.list, mapOver)
    if (problem !== null) refuse(problem)
    return
  }
  const sources = outputsNamed(workflow, task, mapOver.list)
  const unknown = sources.find((name) => !names.has(name))
  if (unknown !== undefined) {
    refuse(`is over the output of the task "${unknown}", which does not exist.`, 'UNKNOWN_TASK')
  }
  const startsAtOnce = !startsByRule(task) && task.periodicExpression === undefined && task.onStop !== true
  if (sources.length > 0 && startsAtOnce) {
    refuse(
      `is over the output of the task "${sources[0]}", and starts before that has one. Let it start after that task.`,
    )
  }
}

function outputsNamed(workflow: string, { name: task }: TaskDefinition, list: string): string[] {
  try {
    const { paths } = new ItemListExpression(list)
    return paths.flatMap(([root, name]) => (root === 'outputs' && name !== undefined ? [name] : []))
  } catch (cause) {
    // What is no expression is refused with an AIFlowError.
    const refusal = cause as AIFlowError
    const message = `The task "${task}" of the workflow "${workflow}" has no list. ${refusal.message}`
    throw new AIFlowError('INVALID_EXPRESSION', message, { details: { ...refusal.details, workflow, task }, cause })
  }
}

function problemOfList(items: readonly unknown[], { onFailure }: MapOverDefinition): string | null {
  if (items.length > MAX_ITEMS) return `has a list of ${items.length} items, and ${MAX_ITEMS} are allowed.`
  if (Buffer.byteLength(JSON.stringify(items)) > MAX_ITEMS_BYTES) {
    return `has a list that is larger than ${MAX_ITEMS_BYTES / (1024 * 1024)} MiB of JSON.`
  }
  const needed = typeof onFailure === 'object' ? onFailure.atLeast : 0
  if (needed <= items.length) return null
  return `must have ${needed} items that succeed, and its list has ${items.length}.`
}
