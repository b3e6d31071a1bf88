import { readdir, readFile, stat } from 'node:fs/promises'
import { isAbsolute, join, normalize, relative } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { filePathProblem, findPathCollision } from '@aiflow/sdk/internal'

export interface ExtraFile {
  /** Relative, with forward slashes; the task finds the file under the same path. */
  readonly path: string
  readonly contentBase64: string
}

/** Reads the files that travel with a workflow. A folder stands for all files below it. */
export async function readExtraFiles(paths: readonly string[], folder: string): Promise<ExtraFile[]> {
  const files = await Promise.all(paths.map((path) => filesBelow(folder, checkedPath(path))))
  const unique = [...new Set(files.flat())].sort()
  checkNames(unique)
  return Promise.all(
    unique.map(async (path) => ({ path, contentBase64: (await readFile(join(folder, path))).toString('base64') })),
  )
}

/** The server refuses them as well: the task would not find its files on every machine. */
function checkNames(paths: readonly string[]): void {
  for (const path of paths) {
    const problem = filePathProblem(path)
    if (problem !== null) throw cannotTravel(path, problem)
  }
  const collision = findPathCollision(paths)
  if (collision !== null) throw cannotTravel(collision.second, collision.problem)
}

function cannotTravel(path: string, problem: string): AIFlowError {
  const message = `The extra file ${JSON.stringify(path)} cannot be uploaded: it ${problem}. Rename it.`
  return new AIFlowError('INVALID_ARGUMENT', message, { details: { path, problem } })
}

function checkedPath(path: string): string {
  const normal = normalize(path).replaceAll('\\', '/').replace(/\/$/, '')
  if (isAbsolute(path) || normal === '..' || normal.startsWith('../')) {
    throw new AIFlowError(
      'INVALID_ARGUMENT',
      `The extra file "${path}" is outside the current folder. Change to a folder above it and give a relative path without "..".`,
      { details: { path } },
    )
  }
  return normal
}

async function filesBelow(folder: string, path: string): Promise<string[]> {
  const stats = await stat(join(folder, path)).catch(() => null)
  if (stats?.isFile()) return [path]
  if (stats?.isDirectory()) return filesOfFolder(folder, path)
  const what = stats === null ? 'does not exist' : 'is neither a file nor a folder'
  throw new AIFlowError(
    'INVALID_ARGUMENT',
    `The extra file "${path}" ${what}. Paths are relative to the current folder.`,
    {
      details: { path },
    },
  )
}

async function filesOfFolder(folder: string, path: string): Promise<string[]> {
  const entries = await readdir(join(folder, path), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}
