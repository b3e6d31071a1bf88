import { type AIFlowOperatorOptions, NonRetryableError } from '@aiflow/sdk'
import {
  AIFlowOperator,
  checkOptions,
  checkTask,
  invalidWorkflow,
  type OptionNames,
  TASK_OPTIONS,
} from '@aiflow/sdk/internal/authoring'
import { quoted } from '@aiflow/sdk/internal/text'

const CODE_OPTIONS: OptionNames<AIFlowOperatorOptions> = {
  name: true,
  startAfter: true,
  workflow: true,
  isolation: true,
  metricsSeconds: true,
  ...TASK_OPTIONS,
}

/** Options as authors who write JavaScript may give them. */
export type Unchecked<Options> = { readonly [Field in keyof Options]: unknown } & { readonly name: string }

/** The names of the options that an operator has besides those of every task with code. */
export type OwnOptionNames<Options> = OptionNames<Omit<Options, keyof AIFlowOperatorOptions>>

/** Throws INVALID_WORKFLOW if an option is unknown. A subclass may have options of its own. */
export function checkOperator(
  target: object,
  options: AIFlowOperatorOptions,
  own: Readonly<Record<string, true>>,
): void {
  checkTask(options)
  // A class that refers to itself is renamed when it is bundled, and its name is part of the upload.
  if (Object.getPrototypeOf(target) === AIFlowOperator)
    checkOptions(`The task "${options.name}"`, options, { ...CODE_OPTIONS, ...own })
}

/** Throws INVALID_WORKFLOW if an option is neither a text with content nor a function. */
export function checkText(task: string, field: string, value: unknown): void {
  if (typeof value === 'function' || (isText(value) && value.trim() !== '')) return
  const message = `"${field}" of the task "${task}" is a text, or a function that returns one, not ${quoted(value)}.`
  throw invalidWorkflow(message, { task, field })
}

/** Throws INVALID_WORKFLOW if an option is given and is not a number in its range. */
export function checkNumber(
  task: string,
  field: string,
  value: unknown,
  { min, max, whole = false }: NumberRange,
): void {
  const fits = typeof value === 'number' && value >= min && value <= max && (!whole || Number.isInteger(value))
  if (fits) return
  const kind = whole ? 'a whole number' : 'a number'
  const given = typeof value === 'number' ? String(value) : quoted(value)
  const message = `"${field}" of the task "${task}" cannot be ${given}. It must be ${kind} from ${min} to ${max}.`
  throw invalidWorkflow(message, { task, field })
}

/** Throws INVALID_WORKFLOW if `result` is given and is not a function. */
export function checkResult(task: string, result: unknown): void {
  if (result === undefined || typeof result === 'function') return
  throw invalidWorkflow(`"result" of the task "${task}" is a function, not ${quoted(result)}.`, { task })
}

/** Throws INVALID_WORKFLOW if an option is given and is neither a list of texts nor a function. */
export function checkTexts(task: string, field: string, value: unknown): void {
  if (value === undefined || typeof value === 'function' || areTexts(value)) return
  throw invalidWorkflow(`"${field}" of the task "${task}" is a list of texts, not ${quoted(value)}.`, { task, field })
}

/** Throws INVALID_WORKFLOW if an option is given and is neither an object of texts by name nor a function. */
export function checkTextsByName(task: string, field: string, value: unknown): void {
  if (value === undefined || typeof value === 'function' || areTextsByName(value)) return
  const message = `"${field}" of the task "${task}" is an object of texts by name, not ${quoted(value)}.`
  throw invalidWorkflow(message, { task, field })
}

/** The texts that a function has given. Throws a NonRetryableError if they are none. */
export function givenTexts(task: string, field: string, value: unknown): readonly string[] {
  if (areTexts(value)) return value
  throw new NonRetryableError(`"${field}" of the task "${task}" is a list of texts, not ${quoted(value)}.`)
}

/** The texts that a function has given, by name. Throws a NonRetryableError if they are none. */
export function givenTextsByName(task: string, field: string, value: unknown): Readonly<Record<string, string>> {
  if (areTextsByName(value)) return value
  throw new NonRetryableError(`"${field}" of the task "${task}" is an object of texts by name, not ${quoted(value)}.`)
}

/** The text that a function has given. Throws a NonRetryableError if it is none. */
export function givenText(task: string, field: string, value: unknown): string {
  if (isText(value) && value !== '') return value
  throw new NonRetryableError(`"${field}" of the task "${task}" is a text, not ${quoted(value)}.`)
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText)
}

function areTextsByName(value: unknown): value is Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).flat().every(isText)
}

export interface NumberRange {
  readonly min: number
  readonly max: number
  readonly whole?: boolean
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed()
}
