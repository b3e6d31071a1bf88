import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import * as z from 'zod'

/** What an id names: a workflow execution, one of its tasks, or one execution of this task. */
export interface Place {
  readonly execution: number
  readonly task: string | null
  readonly sequence: number | null
}

const FORM = 'must be like "12" (workflow execution), "12/train" (task) or "12/train/3" (task execution)'

/** The ids that tools print and take. */
export const placeSchema = z
  .union([z.string().max(512), z.int().min(1).transform(String)])
  .refine((text) => parsePlace(text) !== null, { error: FORM })
  .describe('Id as other tools print it: "12" (workflow execution), "12/train" (task) or "12/train/3" (task execution)')

/** The place that an id names. The schema has checked its form. */
export function placeOf(id: string): Place {
  const place = parsePlace(id)
  if (place === null) throw new AIFlowError('INVALID_ARGUMENT', `"id" ${FORM}.`)
  return place
}

/** The place of a task. Throws `INVALID_ARGUMENT` for a whole workflow execution. */
export function taskPlaceOf(id: string): Place & { readonly task: string } {
  const { execution, task, sequence } = placeOf(id)
  if (task !== null) return { execution, task, sequence }
  const message = `"${id}" is a whole workflow execution. Name one of its tasks, like "${execution}/TASK"; show_execution lists them.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}

function parsePlace(text: string): Place | null {
  const [id = '', task = null, number, ...rest] = text.trim().split('/')
  const execution = parseWholeNumber(id, 1)
  const sequence = number === undefined ? null : parseWholeNumber(number, 1)
  const isWhole = rest.length === 0 && task !== '' && (number === undefined || sequence !== null)
  return execution === null || !isWhole ? null : { execution, task, sequence }
}
