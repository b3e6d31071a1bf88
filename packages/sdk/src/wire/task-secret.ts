import * as z from 'zod'
import { MAX_TASK_SECRETS } from '../model/limits.ts'
import { storedNameSchema } from './names.ts'

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/
const RESERVED = /^AIFLOW_/i

/** A secret of the namespace that the attempts of a task get. Its value is in no definition. */
const taskSecretSchema = z
  .object({
    /** The name by which the task knows it. */
    variable: z.string().refine(isVariable, { error: 'must be the name of a variable, and not begin with AIFLOW_' }),
    /** The name of the secret. */
    secret: storedNameSchema,
    /** How a command gets it: as a file, whose path is in the variable with `_FILE` at its end, or as the variable itself. */
    as: z.enum(['file', 'environment']),
  })
  .strict()

export const taskSecretsSchema = z
  .array(taskSecretSchema)
  .min(1)
  .max(MAX_TASK_SECRETS)
  .refine((secrets) => new Set(secrets.map(({ variable }) => variable)).size === secrets.length, {
    error: 'must not have a variable twice',
  })

export type TaskSecret = z.infer<typeof taskSecretSchema>

/** Whether a task may know a secret by this name. */
export function isVariable(name: string): boolean {
  return VARIABLE.test(name) && !RESERVED.test(name)
}

/** The variable with the path of the file of a secret. */
export function secretFileVariable(variable: string): string {
  return `${variable}_FILE`
}
