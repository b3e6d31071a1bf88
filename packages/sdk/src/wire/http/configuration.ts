import * as z from 'zod'
import { anyNumberSchema, versionNumberSchema } from '../numbers.ts'

/** Where the value of a setting comes from. A later source wins. */
const settingSourceSchema = z.enum(['default', 'file', 'environment', 'option'])

/** `GET /api/v1/configuration`: the settings of the server. */
export const configurationSchema = z.object({
  /** Its folder: the store, the blobs, the logs. */
  home: z.string(),
  /** The number of the schema of the store. */
  schema: versionNumberSchema,
  settings: z.array(
    z.object({
      /** As in `server.port`. */
      name: z.string(),
      /** Null for a secret, which is never shown. */
      value: z.union([z.string(), anyNumberSchema]).nullable(),
      byDefault: z.union([z.string(), anyNumberSchema]),
      source: settingSourceSchema,
      /** As in `AIFLOW_SERVER_PORT`. */
      variable: z.string(),
      description: z.string(),
    }),
  ),
})

/** The settings of the server, with where each value comes from. */
export type Configuration = z.infer<typeof configurationSchema>
