import * as z from 'zod'
import { MAX_DESCRIPTION_CHARACTERS, MAX_LABELS, MAX_METADATA_BYTES, MAX_OWNER_CHARACTERS } from '../model/limits.ts'
import { isLabelText, LABEL_RULE, parseLabel } from '../model/text/labels.ts'
import { fitsBytes } from '../model/text/names.ts'
import { storedJsonObjectSchema } from './model-schemas.ts'
import { wellFormedSchema } from './names.ts'

const labelTextSchema = z.string().refine(isLabelText, { error: LABEL_RULE })

const labelsSchema = z
  .record(labelTextSchema, labelTextSchema)
  .refine((labels) => Object.keys(labels).length <= MAX_LABELS, { error: `has more than ${MAX_LABELS} labels` })

/** What the author of a workflow or task says about it. It has no effect on what runs. */
export const metadataShape = {
  description: wellFormedSchema.min(1).max(MAX_DESCRIPTION_CHARACTERS).optional(),
  /** A person or team. */
  owner: wellFormedSchema.min(1).max(MAX_OWNER_CHARACTERS).optional(),
  /** Lists are filtered by them. */
  labels: labelsSchema.optional(),
  /** Any JSON by name. */
  metadata: storedJsonObjectSchema
    .refine((metadata) => fitsBytes(JSON.stringify(metadata), MAX_METADATA_BYTES), {
      error: `is longer than ${MAX_METADATA_BYTES} bytes of JSON`,
    })
    .optional(),
}

/** Labels as a server shows them. One of 0.2.0 has none. */
export const shownLabelsSchema = z.record(z.string(), z.string()).default({})

const isLabelFilter = (text: string): boolean => parseLabel(text) !== null

/** Labels that all must be there, each as `team=data`. */
export const labelFiltersSchema = z
  .union([z.string(), z.array(z.string())])
  .optional()
  .transform((labels = []) => [labels].flat())
  .refine((labels) => labels.length <= MAX_LABELS, { error: `may be given at most ${MAX_LABELS} times`, abort: true })
  .refine((labels) => labels.every(isLabelFilter), { error: 'must be a name and a value, such as "team=data"' })
