import type { Json } from '../../model/json/json.ts'
import { copyOfJson, problemOfJson } from '../../model/json/json-value.ts'
import { MAX_DESCRIPTION_CHARACTERS, MAX_LABELS, MAX_METADATA_BYTES, MAX_OWNER_CHARACTERS } from '../../model/limits.ts'
import { isLabelText, LABEL_RULE } from '../../model/text/labels.ts'
import { fitsBytes } from '../../model/text/names.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import type { TaskDefinition } from '../../wire/workflow-definition.ts'
import { invalidWorkflow, type OptionNames } from './checks.ts'

/**
 * What is said about a workflow or task. It is stored and shown, and has no effect on what runs.
 *
 * Source: the keyword arguments of `ai_flow.model.workflow.Workflow` and `ai_flow.model.operator.Operator`.
 */
export interface MetadataOptions {
  /** What it is for, up to 4096 characters; none by default. */
  readonly description?: string
  /** The person or team to ask, up to 256 characters; none by default. */
  readonly owner?: string
  /**
   * Up to 32 texts by name, such as `{ team: 'data' }`. Lists of workflows are filtered by those of the workflow. A name or
   * value is 1 to 63 letters, digits, `-`, `_`, `.` or `/`, with a letter or digit at both ends. None by default.
   */
  readonly labels?: Readonly<Record<string, string>>
  /** Any other JSON by name, up to 16 KiB in all; none by default. */
  readonly metadata?: Readonly<Record<string, Json>>
}

export const METADATA_OPTIONS: OptionNames<MetadataOptions> = {
  description: true,
  owner: true,
  labels: true,
  metadata: true,
}

/** The data form; an option that is not set is absent. */
export type MetadataFields = Pick<TaskDefinition, keyof MetadataOptions>

/** `where` names the place, such as `the task "train"`. Throws INVALID_WORKFLOW if an option is not valid. */
export function metadataFields(where: string, options: MetadataOptions): MetadataFields {
  const { description, owner, labels, metadata } = options
  if (description !== undefined) checkText(`"description" of ${where}`, description, MAX_DESCRIPTION_CHARACTERS)
  if (owner !== undefined) checkText(`"owner" of ${where}`, owner, MAX_OWNER_CHARACTERS)
  if (labels !== undefined) checkLabels(`"labels" of ${where}`, labels)
  if (metadata !== undefined) checkMetadata(`"metadata" of ${where}`, metadata)
  return {
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
    ...(labels === undefined ? {} : { labels: { ...labels } }),
    ...(metadata === undefined ? {} : { metadata: copyOfJson(metadata) as Record<string, Json> }),
  }
}

function checkText(what: string, text: unknown, most: number): void {
  if (typeof text !== 'string') throw invalidWorkflow(`${what} is a text, not ${quoted(text)}.`)
  if (!text.isWellFormed()) throw invalidWorkflow(`${what} must be valid Unicode.`)
  if (text.trim() === '') throw invalidWorkflow(`${what} is empty. Leave it out.`)
  if (text.length > most) throw invalidWorkflow(`${what} has ${text.length} characters. At most ${most} are allowed.`)
}

function checkLabels(what: string, labels: unknown): void {
  if (!isPlainObject(labels)) throw invalidWorkflow(`${what} are an object of texts by name, not ${quoted(labels)}.`)
  const entries = Object.entries(labels)
  if (entries.length > MAX_LABELS) {
    throw invalidWorkflow(`${what} are ${entries.length} labels. At most ${MAX_LABELS} are allowed.`)
  }
  for (const [name, value] of entries) {
    if (!isLabelText(name)) throw invalidWorkflow(`${what} hold the name ${quoted(name)}. A name ${LABEL_RULE}.`)
    if (typeof value === 'string' && isLabelText(value)) continue
    throw invalidWorkflow(`${what} hold ${quoted(value)} as the value of "${name}". A value ${LABEL_RULE}.`)
  }
}

function checkMetadata(what: string, metadata: unknown): void {
  if (!isPlainObject(metadata)) throw invalidWorkflow(`${what} is an object of JSON by name, not ${quoted(metadata)}.`)
  const problem = problemOfJson(metadata)
  if (problem !== null) throw invalidWorkflow(`${what} ${problem}.`)
  if (fitsBytes(JSON.stringify(metadata), MAX_METADATA_BYTES)) return
  throw invalidWorkflow(
    `${what} is longer than ${MAX_METADATA_BYTES} bytes of JSON. Store it elsewhere, and give its place.`,
  )
}
