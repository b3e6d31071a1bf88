import type { Json } from '../../model/json/json.ts'
import type { JsonOf } from '../../model/json/json-of.ts'
import { quoted } from '../../model/text/quoted.ts'
import type { TaskType, TaskWithOutput } from '../../model/user-code/context.ts'
import { checkName, invalidWorkflow } from '../checks/checks.ts'
import type { WorkflowWithParameters } from '../workflow/current-workflow.ts'
import type { ParametersOf } from '../workflow/parameters-of.ts'

/** Marks a list that another place has, for other copies of the SDK. */
const BRAND = Symbol.for('aiflow.item-list')

/** A list that an execution has elsewhere: in the output of a task, or in its parameters. */
export interface ItemList<Item = unknown> {
  readonly [BRAND]: true
  /** Never set: it has the type of the items. */
  readonly itemType?: Item
  /** In the form `${outputs.list.files}`. */
  readonly expression: string
  /** The task whose output has it; `null` for a parameter. */
  readonly task: TaskWithOutput | null
}

/** A list, or where it is: the output of a task, a part of it or of the parameters, or a text with an expression in CEL. */
export type ItemSource = readonly unknown[] | ItemList | TaskWithOutput | string

type Item<List> = JsonOf<List> extends readonly (infer Each)[] ? Each : Json
type Keys<Value> = keyof Value & string

/** The type of the items of a list that is given as `Source`. */
export type ItemOf<Source> = Source extends string
  ? Json
  : Source extends { readonly itemType?: infer Each; readonly [BRAND]: true }
    ? Each
    : Source extends readonly unknown[]
      ? Item<Source>
      : Source extends { readonly taskType?: TaskType<infer _Name, infer Output> }
        ? Item<Output>
        : Json

/** The output of a task, which is a list. Throws INVALID_WORKFLOW. */
export function fromOutput<Output>(task: TaskWithOutput<Output>): ItemList<Item<Output>>
/** A field of the output of a task, which is a list. */
export function fromOutput<Output, Field extends Keys<JsonOf<Output>>>(
  task: TaskWithOutput<Output>,
  field: Field,
): ItemList<Item<JsonOf<Output>[Field]>>
/** A field of a field of the output of a task, which is a list. */
export function fromOutput<Output, Field extends Keys<JsonOf<Output>>, Inner extends Keys<JsonOf<Output>[Field]>>(
  task: TaskWithOutput<Output>,
  field: Field,
  inner: Inner,
): ItemList<Item<JsonOf<Output>[Field][Inner]>>
export function fromOutput(task: TaskWithOutput, ...fields: readonly string[]): ItemList {
  if (typeof task !== 'object' || task === null) {
    throw invalidWorkflow(`"fromOutput" takes a task and the names of fields, not ${quoted(task)}.`)
  }
  checkName('task', task.name)
  return itemList(['outputs', task.name, ...checkFields('fromOutput', fields)], task)
}

/** A parameter of a workflow, which is a list. Throws INVALID_WORKFLOW. */
export function fromParameter<Schema, Name extends Keys<ParametersOf<Schema>>>(
  _workflow: WorkflowWithParameters<Schema>,
  name: Name,
): ItemList<Item<ParametersOf<Schema>[Name]>> {
  return itemList(['parameters', ...checkFields('fromParameter', [name])], null)
}

/** Whether a value is such a list, even if it is from another copy of the SDK. */
export function isItemList(value: unknown): value is ItemList {
  return typeof value === 'object' && value !== null && BRAND in value
}

function itemList<Each>(path: readonly string[], task: TaskWithOutput | null): ItemList<Each> {
  return Object.freeze({ [BRAND]: true as const, expression: `\${${expressionOf(path)}}`, task })
}

/** CEL takes any name in brackets. */
function expressionOf([root, ...fields]: readonly string[]): string {
  return fields.reduce<string>((before, field) => `${before}[${JSON.stringify(field)}]`, root ?? '')
}

function checkFields(what: string, fields: readonly unknown[]): readonly string[] {
  const wrong = fields.find((field) => typeof field !== 'string' || field === '')
  if (wrong !== undefined) throw invalidWorkflow(`"${what}" takes the names of fields, not ${quoted(wrong)}.`)
  return fields as readonly string[]
}
