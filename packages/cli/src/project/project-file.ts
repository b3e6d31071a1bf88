import { statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'

const ENDINGS = ['ts', 'mts', 'cts', 'js', 'mjs', 'cjs', 'json']

/** The names that the configuration of a project may have. */
export const PROJECT_FILES: readonly string[] = ENDINGS.map((ending) => `aiflow.config.${ending}`)

/** The nearest configuration, in this folder or one above it; null if there is none. Throws if a folder has two. */
export function findProjectFile(folder: string): string | null {
  const found = PROJECT_FILES.map((name) => join(folder, name)).filter(isFile)
  const [file, other] = found
  if (other !== undefined) {
    const message = `"${file}" and "${other}" are both the configuration of this project. Keep one of them.`
    throw new AIFlowError('INVALID_ARGUMENT', message, { details: { files: found } })
  }
  if (file !== undefined) return file
  const parent = dirname(folder)
  return parent === folder ? null : findProjectFile(parent)
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
