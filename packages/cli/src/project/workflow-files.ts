import * as fs from 'node:fs'
import { realpath } from 'node:fs/promises'
import { relative, resolve, sep } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { escapePath, glob, isDynamicPattern } from 'tinyglobby'
import { fileFaultOf } from '../output/file-fault.ts'
import { oneLine } from '../output/text/text.ts'

/** What a folder stands for. */
const FILES_OF_FOLDER = '**/*.{ts,mts,cts,js,mjs,cjs}'
/** A pattern finds none of these; a file that is named in full is always taken. */
const NEVER = ['**/node_modules/**', '**/*.d.{ts,mts,cts}', '**/*.{test,spec}.*', '**/aiflow.config.*']
const MAX_FILES = 10_000

export interface WorkflowFile {
  /** An absolute path. */
  readonly path: string
  /** The path as people see it. */
  readonly name: string
  /** Whether it was named in full. A file that a pattern or a folder found may as well be no workflow file. */
  readonly isNamed: boolean
}

export interface FoundFiles {
  /** Each once, in the order of what was given, then of names. */
  readonly files: readonly WorkflowFile[]
  /** Patterns and folders in which there is no file. */
  readonly unmatched: readonly string[]
  /** Absolute paths of the folders that were searched. */
  readonly folders: readonly string[]
  /** Folders that could not be searched. */
  readonly faults: readonly SearchFault[]
}

interface SearchFault {
  /** As people see it. */
  readonly folder: string
  readonly reason: string
}

/**
 * Finds workflow files. `given` are files, folders and patterns, relative to `folder`; those that begin with `!` leave files
 * out. Names of files that were found are relative to `shownFrom`. Throws `INVALID_ARGUMENT` if there are too many.
 */
export async function findWorkflowFiles(
  given: readonly string[],
  folder: string,
  shownFrom: string = folder,
): Promise<FoundFiles> {
  const search = new Search(
    folder,
    given.filter((each) => each.startsWith('!')).map((each) => each.slice(1)),
  )
  const files: WorkflowFile[] = []
  const unmatched: string[] = []
  for (const each of given.filter((one) => !one.startsWith('!'))) {
    const pattern = patternOf(each, folder)
    if (pattern === null) {
      files.push({
        path: resolve(folder, each),
        name: folder === shownFrom ? each : nameOf(resolve(folder, each), shownFrom),
        isNamed: true,
      })
      continue
    }
    const paths = await search.find(pattern)
    if (paths.length === 0) unmatched.push(each)
    files.push(...paths.map((path) => ({ path, name: nameOf(path, shownFrom), isNamed: false })))
    if (files.length > MAX_FILES) throw tooMany(each)
  }
  const faults = [...search.faults].map(([path, reason]) => ({ folder: nameOf(path, shownFrom), reason }))
  return { files: await onceEach(files), unmatched, folders: [...search.folders], faults }
}

/** Null for a file. */
function patternOf(given: string, folder: string): string | null {
  const stats = fs.statSync(resolve(folder, given), { throwIfNoEntry: false })
  if (stats?.isDirectory()) return `${escapePath(given.replace(/\/+$/, ''))}/${FILES_OF_FOLDER}`
  return stats === undefined && isDynamicPattern(given) ? given : null
}

/** Searches for patterns, and keeps which folders it has seen. */
class Search {
  readonly folders = new Set<string>()
  /** The reason by folder. */
  readonly faults = new Map<string, string>()
  readonly #folder: string
  readonly #left: readonly string[]

  constructor(folder: string, left: readonly string[]) {
    this.#folder = folder
    this.#left = left
  }

  async find(pattern: string): Promise<string[]> {
    const paths = await glob(pattern, {
      cwd: this.#folder,
      absolute: true,
      ignore: [...NEVER, ...this.#left],
      expandDirectories: false,
      fs: { ...fs, readdir: this.#readdir as typeof fs.readdir },
    })
    const own = paths.filter((path) => !relative(this.#folder, path).split(sep).includes('node_modules'))
    return own.map((path) => resolve(path)).sort()
  }

  /** The search itself goes on without a folder that it cannot read. */
  readonly #readdir = (
    path: string,
    options: { withFileTypes: true },
    done: (error: NodeJS.ErrnoException | null, entries: fs.Dirent[]) => void,
  ): void => {
    const folder = resolve(path)
    this.folders.add(folder)
    fs.readdir(folder, options, (error, entries) => {
      if (error !== null && error.code !== 'ENOENT') this.faults.set(folder, fileFaultOf(error) ?? error.message)
      done(error, entries)
    })
  }
}

/** A link may lead to a file, or to a folder with it, that was found already. The shorter path is its own one. */
async function onceEach(files: readonly WorkflowFile[]): Promise<WorkflowFile[]> {
  const places = await Promise.all(files.map(({ path }) => realpath(path).catch(() => path)))
  const first = new Map<string, WorkflowFile>()
  for (const [index, file] of files.entries()) {
    const place = places[index] ?? file.path
    const other = first.get(place)
    if (other === undefined || (!other.isNamed && (file.isNamed || file.path === place))) first.set(place, file)
  }
  return [...first.values()]
}

function nameOf(path: string, folder: string): string {
  // The names of files may hold codes for terminals.
  return oneLine(relative(folder, path))
}

function tooMany(given: string): AIFlowError {
  return new AIFlowError('INVALID_ARGUMENT', `"${given}" finds more than ${MAX_FILES} files. Narrow it down.`)
}
