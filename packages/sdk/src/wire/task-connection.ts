import * as z from 'zod'
import { CONNECTION_FORMS, type ResolvedConnection, type TaskConnection } from '../model/connections/task-connection.ts'
import { MAX_TASK_CONNECTIONS } from '../model/limits.ts'
import { isVariable } from '../model/user-code/task-secret.ts'
import { jsonSchema } from './model-schemas.ts'
import { storedNameSchema } from './names.ts'

const taskConnectionSchema: z.ZodType<TaskConnection> = z
  .object({
    variable: z.string().refine(isVariable, { error: 'must be the name of a variable, and not begin with AIFLOW_' }),
    connection: storedNameSchema,
    type: z.string().min(1).max(64).optional(),
    as: z.enum(CONNECTION_FORMS),
  })
  .strict()

export const taskConnectionsSchema = z
  .array(taskConnectionSchema)
  .min(1)
  .max(MAX_TASK_CONNECTIONS)
  .refine((connections) => new Set(connections.map(({ variable }) => variable)).size === connections.length, {
    error: 'must not have a variable twice',
  })

/** A connection with the values of its secrets. */
export const resolvedConnectionSchema: z.ZodType<ResolvedConnection> = z.object({
  name: z.string(),
  type: z.string(),
  values: z.record(z.string(), jsonSchema),
  secret: z.array(z.string()),
  programVariables: z.record(z.string(), z.string()),
})
