import * as z from 'zod'
import { UNICODE_PROBLEM } from '../model/json/json-check.ts'
import { isName, isStoredName, NAME_RULE } from '../model/text/names.ts'

export { fitsBytes, MAX_CONTEXT_BYTES, MAX_KEY_BYTES, MAX_VALUE_BYTES } from '../model/text/names.ts'

/** A name for a new namespace, workflow, task, rule, trigger, schedule or state. */
export const nameSchema = z.string().refine(isName, { error: NAME_RULE })

/** Any incoming text that is stored. Half of a surrogate pair would be stored as another text. */
export const wellFormedSchema = z.string().refine((text) => text.isWellFormed(), { error: UNICODE_PROBLEM })

/** The name of something that exists. */
export const storedNameSchema = z.string().refine(isStoredName, { error: NAME_RULE })

/** The one that a list is limited to; no limit if left out. */
export const namespaceFilterSchema = z
  .string()
  .refine(isStoredName, { error: 'must be the name of a namespace; leave it out for all of them' })
  .optional()
