import type { JsonByName } from '../../model/json/json.ts'
import { MAX_APPROVAL_CHOICES, MAX_APPROVAL_MESSAGE, MAX_APPROVERS } from '../../model/limits.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import type { ApprovalDefinition, OperatorDefinition } from '../../wire/workflow-definition.ts'
import { checkFlag, checkName, checkOneOf, checkOptions, invalidWorkflow, type OptionNames } from '../checks/checks.ts'
import { METADATA_OPTIONS, type MetadataOptions } from '../checks/metadata-options.ts'
import { type ParametersSchema, parametersDefinition } from '../workflow/parameters.ts'
import type { ParametersOf } from '../workflow/parameters-of.ts'
import { checkTask, Operator, type OperatorOptions } from './operator.ts'

/** An answer that somebody may give. */
export interface Choice<Name extends string = string> {
  readonly name: Name
  /** Whether the task is FAILED by this answer; `false` by default. */
  readonly fails?: boolean
}

/** The output of an approval. */
export interface ApprovalOutput<Name extends string = string, Parameters = JsonByName> {
  /** The choice that was made. */
  readonly choice: Name
  /** The name of the token that answered; null if the time had run out. */
  readonly by: string | null
  /** Milliseconds since the epoch. */
  readonly time: number
  readonly comment: string | null
  /** The values that came with the answer, with defaults filled in. */
  readonly parameters: Parameters
}

type OfTask = 'timeoutSeconds' | 'optional' | 'allowFailure' | 'onStop'

export interface ApprovalOperatorOptions<
  Name extends string = string,
  ChoiceName extends string = string,
  Schema = ParametersSchema,
> extends Pick<OperatorOptions<Name>, 'name' | 'startAfter' | 'workflow' | OfTask>,
    MetadataOptions {
  /** What is asked, up to 10,000 characters. */
  readonly message: string
  /** The answers to choose from, up to 20. By default `approve`, and `reject`, which fails the task. */
  readonly choices?: readonly (ChoiceName | Choice<ChoiceName>)[]
  /** The names of the tokens that may answer, up to 100. By default, all that may operate the workflow. */
  readonly approvers?: readonly string[]
  /** The choice that stands for an answer that does not come within `timeoutSeconds`. By default, the task fails then. */
  readonly onTimeout?: NoInfer<ChoiceName>
  /** Whether who started the workflow execution may answer; `true` by default. */
  readonly starterMayAnswer?: boolean
  /** Values that an answer brings, unless it fails the task: a Zod object, or a JSON Schema of an object. None by default. */
  readonly parameters?: Schema
}

const OPTIONS: OptionNames<ApprovalOperatorOptions> = {
  name: true,
  startAfter: true,
  workflow: true,
  message: true,
  choices: true,
  approvers: true,
  onTimeout: true,
  starterMayAnswer: true,
  parameters: true,
  timeoutSeconds: true,
  optional: true,
  allowFailure: true,
  onStop: true,
  ...METADATA_OPTIONS,
}

const DEFAULT_CHOICES: readonly Choice[] = [{ name: 'approve' }, { name: 'reject', fails: true }]

/**
 * Waits until somebody answers, on the page, by `aiflow approval answer`, or through the API. The first answer ends the task.
 * It needs no process, no worker and no slot, and waits through restarts of the server. Its output is an `ApprovalOutput`.
 */
export class ApprovalOperator<
  const Name extends string = string,
  const ChoiceName extends string = 'approve' | 'reject',
  const Schema extends ParametersSchema = Readonly<Record<string, never>>,
> extends Operator<Name, ApprovalOutput<ChoiceName, ParametersOf<Schema>>> {
  readonly #definition: ApprovalDefinition

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is not valid. */
  constructor(options: ApprovalOperatorOptions<Name, ChoiceName, Schema>) {
    checkTask(options)
    checkOptions(`The task "${options.name}"`, options, OPTIONS)
    const definition = approvalDefinition(options)
    super(options)
    this.#definition = definition
  }

  override toOperatorDefinition(): OperatorDefinition {
    return this.#definition
  }
}

function approvalDefinition(options: ApprovalOperatorOptions): ApprovalDefinition {
  const { name: task, message, approvers, onTimeout, starterMayAnswer = true, parameters, timeoutSeconds } = options
  checkMessage(task, message)
  const choices = choicesOf(task, options.choices ?? DEFAULT_CHOICES)
  checkFlag(`"starterMayAnswer" of the task "${task}"`, starterMayAnswer)
  if (onTimeout !== undefined) {
    checkOneOf(
      `"onTimeout" of the task "${task}"`,
      onTimeout,
      choices.map(({ name }) => name),
    )
    if (timeoutSeconds === undefined) {
      throw invalidWorkflow(`The task "${task}" has "onTimeout", but no "timeoutSeconds" after which it would count.`, {
        task,
        field: 'onTimeout',
      })
    }
  }
  return {
    type: 'approval',
    message,
    choices,
    ...(approvers === undefined ? {} : { approvers: approversOf(task, approvers) }),
    ...(onTimeout === undefined ? {} : { onTimeout }),
    ...(starterMayAnswer ? {} : { starterMayAnswer }),
    ...(parameters === undefined ? {} : { parameters: parametersDefinition({ task }, parameters) }),
  }
}

function checkMessage(task: string, message: unknown): void {
  const isText = typeof message === 'string' && message.trim() !== '' && message.isWellFormed()
  if (isText && message.length <= MAX_APPROVAL_MESSAGE) return
  const given = typeof message === 'string' && message.length > 100 ? `${message.length} characters` : quoted(message)
  const text = `"message" of the task "${task}" says what is asked, in at most ${MAX_APPROVAL_MESSAGE} characters. It cannot be ${given}.`
  throw invalidWorkflow(text, { task, field: 'message' })
}

function choicesOf(task: string, choices: unknown): ApprovalDefinition['choices'] {
  if (!Array.isArray(choices) || choices.length === 0 || choices.length > MAX_APPROVAL_CHOICES) {
    const what = Array.isArray(choices) ? `${choices.length} of them` : quoted(choices)
    const text = `"choices" of the task "${task}" is a list of 1 to ${MAX_APPROVAL_CHOICES} answers, not ${what}.`
    throw invalidWorkflow(text, { task, field: 'choices' })
  }
  const read = choices.map((choice: unknown) => choiceOf(task, choice))
  const twice = read.find(({ name }, index) => read.findIndex((other) => other.name === name) !== index)
  if (twice === undefined) return read
  throw invalidWorkflow(`"choices" of the task "${task}" has "${twice.name}" twice.`, { task, field: 'choices' })
}

function choiceOf(task: string, choice: unknown): ApprovalDefinition['choices'][number] {
  const { name, fails = false, ...others } = isPlainObject(choice) ? choice : { name: choice }
  if (typeof name !== 'string' || Object.keys(others).length > 0) {
    const text = `"choices" of the task "${task}" cannot hold ${quoted(choice)}. A choice is a name, or { name, fails }.`
    throw invalidWorkflow(text, { task, field: 'choices' })
  }
  checkName(`choice of the task "${task}"`, name)
  checkFlag(`"fails" of the choice "${name}" of the task "${task}"`, fails)
  return fails ? { name, fails: true } : { name }
}

function approversOf(task: string, approvers: unknown): string[] {
  const isList = Array.isArray(approvers) && approvers.length > 0 && approvers.length <= MAX_APPROVERS
  if (isList && approvers.every((name) => typeof name === 'string' && name !== '')) return [...new Set(approvers)]
  const text = `"approvers" of the task "${task}" is a list of the names of 1 to ${MAX_APPROVERS} tokens, not ${quoted(approvers)}.`
  throw invalidWorkflow(text, { task, field: 'approvers' })
}
