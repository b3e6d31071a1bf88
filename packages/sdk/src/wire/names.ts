import * as z from 'zod'
import { isName, NAME_RULE } from '../model/names.ts'

export { fitsBytes, MAX_CONTEXT_BYTES, MAX_KEY_BYTES, MAX_VALUE_BYTES } from '../model/names.ts'

/** A name of a namespace, workflow, task, rule, trigger or schedule. */
export const nameSchema = z.string().refine(isName, { error: NAME_RULE })
