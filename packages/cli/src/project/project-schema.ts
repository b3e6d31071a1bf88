import { isStoredName, MAX_NPM_ROOTS, NAME_RULE } from '@aiflow/sdk/internal/limits'
import { isPackageName } from '@aiflow/sdk/internal/wire'
import * as z from 'zod'

const MAX_PATHS = 1000
const MAX_STARTS = 100
const MAX_TEXT = 4096

const path = z.string().min(1).max(MAX_TEXT)
const paths = z.union([path, z.array(path).min(1).max(MAX_PATHS)])
const name = z.string().refine(isStoredName, { error: `is not a name, which ${NAME_RULE}` })
const packageName = z.string().refine(isPackageName, { error: 'is not the name of an npm package' })
const start = z.union([
  name,
  z.strictObject({
    workflow: name,
    namespace: name.optional(),
    parameters: z.record(z.string(), z.unknown()).optional(),
  }),
])

/** What `aiflow.config.ts` may export, as `ProjectConfig` of the SDK says. */
export const projectSchema = z.strictObject({
  workflows: paths.optional(),
  start: z.union([start, z.array(start).max(MAX_STARTS)]).optional(),
  files: paths.optional(),
  external: z.union([packageName, z.array(packageName).max(MAX_NPM_ROOTS)]).optional(),
  namespace: name.optional(),
  server: path.optional(),
  home: path.optional(),
  port: z.int().min(0).max(65_535).optional(),
})
