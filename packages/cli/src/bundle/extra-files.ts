import { isUtf8 } from 'node:buffer'
import type { Stats } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, normalize, posix, sep } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { filePathProblem, findPathCollision } from '@aiflow/sdk/internal/limits'

export interface ExtraFile {
  /** Relative, with forward slashes; the task finds the file under the same path. */
  readonly path: string
  readonly contentBase64: string
}

/** Reads the files that travel with a workflow. A folder stands for all files below it, links included. */
export async function readExtraFiles(paths: readonly string[], folder: string): Promise<ExtraFile[]> {
  const files = await Promise.all(paths.map((path) => filesBelow(folder, checkedPath(path))))
  const unique = [...new Set(files.flat())].sort()
  checkNames(unique)
  return Promise.all(
    unique.map(async (path) => ({ path, contentBase64: (await readFile(join(folder, path))).toString('base64') })),
  )
}

/** The server refuses them, too, because the task would not find its files on every machine. */
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
  if (stats?.isDirectory()) return filesOfFolder(await inside(folder, path), path, [])
  throw cannotBeTaken(path, stats === null ? 'does not exist' : 'is neither a file nor a folder')
}

/** Links may lead below the current folder, or below the given path. */
async function inside(folder: string, path: string): Promise<Tree> {
  return { folder, roots: [await realpath(folder), await realpath(join(folder, path))] }
}

interface Tree {
  readonly folder: string
  readonly roots: readonly string[]
}

/** `above` are the folders on the way, which a link must not lead back to. */
async function filesOfFolder(tree: Tree, path: string, above: readonly string[]): Promise<string[]> {
  const place = await realpath(join(tree.folder, path))
  if (above.includes(place)) throw cannotBeTaken(path, 'is a link to a folder that contains it')
  const files: string[] = []
  for (const entry of await readdir(join(tree.folder, path), { withFileTypes: true, encoding: 'buffer' })) {
    const name = posix.join(path, textOf(path, entry.name))
    const kind = entry.isSymbolicLink() ? await behindLink(tree, name) : kindOf(entry)
    if (kind === 'file') files.push(name)
    else if (kind === 'folder') files.push(...(await filesOfFolder(tree, name, [...above, place])))
    else throw cannotBeTaken(name, 'is neither a file nor a folder')
  }
  return files
}

/** Node would change a name that is not UTF-8, so that the file would not be found. */
function textOf(folder: string, name: Buffer): string {
  const text = name.toString('utf8')
  if (isUtf8(name)) return text
  throw cannotBeTaken(posix.join(folder, text), 'has a name that is not valid UTF-8')
}

async function behindLink({ folder, roots }: Tree, path: string): Promise<Kind> {
  const target = await realpath(join(folder, path)).catch(() => null)
  if (target === null) throw cannotBeTaken(path, 'is a broken link')
  if (roots.some((root) => target === root || target.startsWith(root + sep))) return kindOf(await stat(target))
  throw cannotBeTaken(path, `is a link to "${target}", outside of the current folder`)
}

type Kind = 'file' | 'folder' | 'other'

function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory'>): Kind {
  if (entry.isFile()) return 'file'
  return entry.isDirectory() ? 'folder' : 'other'
}

function cannotBeTaken(path: string, what: string): AIFlowError {
  const message = `The extra file "${path}" ${what}. Only files and folders below the current folder can be uploaded.`
  return new AIFlowError('INVALID_ARGUMENT', message, { details: { path } })
}
