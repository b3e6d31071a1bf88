import * as z from 'zod'
import { MAX_TASK_SECRETS } from '../model/limits.ts'
import { isVariable, type TaskSecret } from '../model/user-code/task-secret.ts'
import { storedNameSchema } from './names.ts'

const taskSecretSchema: z.ZodType<TaskSecret> = z
  .object({
    variable: z.string().refine(isVariable, { error: 'must be the name of a variable, and not begin with AIFLOW_' }),
    secret: storedNameSchema,
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
