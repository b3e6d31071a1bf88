import { AIFlowError } from '../../errors/aiflow-error.ts'
import type { Json } from '../../model/json/json.ts'
import type { JsonOf } from '../../model/json/json-of.ts'
import { copyOfJson, problemOfJson } from '../../model/json/json-value.ts'
import { MAX_ITEMS, MAX_ITEMS_AT_ONCE } from '../../model/limits.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import type { TaskWithOutput } from '../../model/user-code/context.ts'
import type { MapOverDefinition, TaskDefinition } from '../../wire/workflow-definition.ts'
import { checkOptions, invalidWorkflow, type OptionNames } from '../checks/checks.ts'
import { checkedNumber } from '../checks/number-option.ts'
import { currentWorkflow } from '../workflow/current-workflow.ts'
import { fromOutput, type ItemOf, type ItemSource, isItemList } from './item-source.ts'

/** Runs a task once for each item of a list. */
export interface MapOver<Source extends ItemSource = ItemSource> {
  /**
   * The list, of at most 10,000 items: a list of JSON values; a task whose output is one; `fromOutput(task, 'files')`;
   * `fromParameter(workflow, 'days')`; or a text that is one expression in CEL, such as `'${event.json.paths}'`. It is read when the
   * task begins.
   */
  readonly items: Source
  /** How many items run at once, from 1 to 1000; by default as many as there are slots for, at most 1000. */
  readonly limit?: number
  /**
   * What it means that an item has failed, when no attempt of it is left. `fast` (default): the others are stopped and the task
   * fails. `all`: all others still run, then the task fails. `{ atLeast: n }`: the task succeeds if n items have.
   */
  readonly onFailure?: 'fast' | 'all' | { readonly atLeast: number }
}

/** The type of `context.item`. */
export type MappedItem<Mapped> = Mapped extends { readonly items: infer Source } ? ItemOf<Source> : Json | undefined

/** The type of the output of a task, from that of one run. */
export type MappedOutput<Mapped, Output> = Mapped extends { readonly items: unknown }
  ? readonly (JsonOf<Output> | FailedItem<Mapped>)[]
  : Output

/** Stands for an item that failed, where the task may succeed all the same. */
type FailedItem<Mapped> = Mapped extends { readonly onFailure: { readonly atLeast: number } } ? null : never

const OPTIONS: OptionNames<MapOver> = { items: true, limit: true, onFailure: true }

/** The data form of the option `mapOver`. Throws INVALID_WORKFLOW or UNKNOWN_TASK. */
export function mapSettings(task: string, mapOver: unknown): Pick<TaskDefinition, 'mapOver'> {
  if (mapOver === undefined) return {}
  const where = `"mapOver" of the task "${task}"`
  if (!isPlainObject(mapOver)) {
    throw invalidWorkflow(`${where} is an object with "items", not ${quoted(mapOver)}.`, { task, field: 'mapOver' })
  }
  checkOptions(where, mapOver, OPTIONS)
  const { items, limit, onFailure } = mapOver
  return {
    mapOver: {
      list: itemsOf(where, task, items),
      ...(limit === undefined ? {} : { limit: checkedNumber(task, 'limit', { value: limit, ...LIMIT }) }),
      ...(onFailure === undefined ? {} : { onFailure: failureOf(task, onFailure) }),
    },
  }
}

const LIMIT = {
  isValid: (value: number) => Number.isInteger(value) && value >= 1 && value <= MAX_ITEMS_AT_ONCE,
  rule: `a whole number from 1 to ${MAX_ITEMS_AT_ONCE}`,
}

const AT_LEAST = {
  isValid: (value: number) => Number.isInteger(value) && value >= 0 && value <= MAX_ITEMS,
  rule: `a whole number from 0 to ${MAX_ITEMS}`,
}

function itemsOf(where: string, task: string, items: unknown): MapOverDefinition['list'] {
  if (typeof items === 'string' && /^\$\{.+\}$/s.test(items)) return items
  if (Array.isArray(items)) return listOf(where, task, items)
  const list = isItemList(items) ? items : isTask(items) ? fromOutput(items) : null
  if (list === null) {
    const message = `"items" in ${where} cannot be ${quoted(items)}. It is a list, a task, "fromOutput", "fromParameter", or a text that is one expression, such as "\${parameters.days}".`
    throw invalidWorkflow(message, { task, field: 'items' })
  }
  if (list.task !== null) checkTaskOf(where, list.task)
  return list.expression
}

function listOf(where: string, task: string, items: readonly unknown[]): Json[] {
  const problem = problemOfJson(items)
  if (problem !== null) throw invalidWorkflow(`"items" in ${where} ${problem}.`, { task, field: 'items' })
  if (items.length <= MAX_ITEMS) return copyOfJson(items) as Json[]
  const message = `"items" in ${where} has ${items.length} items, and ${MAX_ITEMS} are allowed.`
  throw invalidWorkflow(message, { task, field: 'items' })
}

function failureOf(task: string, onFailure: unknown): NonNullable<MapOverDefinition['onFailure']> {
  if (onFailure === 'fast' || onFailure === 'all') return onFailure
  if (isPlainObject(onFailure) && Object.keys(onFailure).join() === 'atLeast') {
    return { atLeast: checkedNumber(task, 'atLeast', { value: onFailure.atLeast, ...AT_LEAST }) }
  }
  const message = `"onFailure" in "mapOver" of the task "${task}" cannot be ${quoted(onFailure)}. It must be "fast", "all" or { atLeast: n }.`
  throw invalidWorkflow(message, { task, field: 'onFailure' })
}

function isTask(value: unknown): value is TaskWithOutput {
  return typeof value === 'object' && value !== null && 'name' in value && 'workflow' in value
}

function checkTaskOf(where: string, task: TaskWithOutput): void {
  const workflow = currentWorkflow()
  if (workflow === null || Reflect.get(task, 'workflow') === workflow) return
  const message = `${where} is over the output of the task "${task.name}", which is of another workflow. Use a task of the same workflow.`
  throw new AIFlowError('UNKNOWN_TASK', message, { details: { task: task.name } })
}
