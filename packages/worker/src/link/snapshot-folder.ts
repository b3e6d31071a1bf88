import { createHash } from 'node:crypto'
import { createReadStream, type Dirent } from 'node:fs'
import { chmod, lstat, mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { NpmPackages } from '@aiflow/sdk/internal/wire'
import { removeTree } from '../folders/remove-tree.ts'
import { isFileError, readOrNull } from '../system/atomic-file.ts'
import { parseJson } from '../system/parse-json.ts'
import { preciseStatsOf, statsOf } from '../system/stats-of.ts'

const MANIFEST = 'manifest.json'
const BUNDLE = 'bundle.mjs'
const FILES = 'files'
const FILE_MODE = 0o444
const FOLDER_MODE = 0o555
/** Errors of a file system that refuses a name, or where a file is in the place of a folder. */
const UNWRITABLE = ['ENOTDIR', 'EISDIR', 'EEXIST', 'ENAMETOOLONG', 'EINVAL', 'EILSEQ', 'ERR_INVALID_ARG_VALUE']
/** The length of a path in a message. */
const MAX_SHOWN = 100

interface ExtraFile {
  readonly path: string
  readonly contentBase64: string
}

/** The content of a snapshot, as SHA-256 in hex. */
interface Manifest {
  readonly bundle: string
  readonly files: readonly (readonly [path: string, hash: string])[]
  /** Snapshots that a worker of 0.2.0 fetched have none. */
  readonly packages?: NpmPackages | null | undefined
}

/** What a server has of a snapshot. */
export interface SnapshotContent {
  readonly bundle: string
  readonly files: readonly ExtraFile[]
  readonly packages: NpmPackages | null
}

type EntryKind = 'file' | 'folder' | 'other'

/**
 * A snapshot on disk. Its files are read-only, but a task that runs as root or changes their modes can write to them. So they
 * are compared with what was fetched: by content at first, and later by their `stat`, which takes microseconds. The process
 * that imports the bundle checks the bundle.
 */
export class SnapshotFolder {
  readonly path: string
  readonly #manifest: Manifest
  /** The entries of each folder of the extra files. */
  readonly #folders: ReadonlyMap<string, ReadonlyMap<string, EntryKind>>
  /** The marks of the extra files and folders that were found unchanged. */
  #marks = new Map<string, string>()
  #mending: Promise<boolean> | null = null

  private constructor(path: string, manifest: Manifest) {
    this.path = path
    this.#manifest = manifest
    this.#folders = foldersOf(manifest, this.files)
  }

  /** Null if it is incomplete or was changed. */
  static async open(path: string): Promise<SnapshotFolder | null> {
    const manifest = toManifest(readOrNull(join(path, MANIFEST)))
    if (manifest === null || (await hashOfFile(join(path, BUNDLE))) !== manifest.bundle) return null
    const folder = new SnapshotFolder(path, manifest)
    return (await folder.mend()) ? folder : null
  }

  get bundle(): string {
    return join(this.path, BUNDLE)
  }

  get bundleHash(): string {
    return this.#manifest.bundle
  }

  get files(): string {
    return join(this.path, FILES)
  }

  get packages(): NpmPackages | null {
    return this.#manifest.packages ?? null
  }

  /** Whether the extra files are unchanged since the last look. */
  isUntouched(): boolean {
    for (const [path, mark] of this.#marks) if (markOf(path) !== mark) return false
    return true
  }

  /** Removes what does not belong to the extra files. False if one of them is missing or changed. */
  mend(): Promise<boolean> {
    this.#mending ??= this.#mend().finally(() => {
      this.#mending = null
    })
    return this.#mending
  }

  async #mend(): Promise<boolean> {
    const marks = new Map<string, string>()
    try {
      for (const [folder, names] of this.#folders) marks.set(folder, await mendFolder(folder, names))
      for (const [path, hash] of this.#manifest.files) {
        const file = join(this.files, path)
        const mark = markOf(file)
        if (mark !== this.#marks.get(file) && (await hashOfFile(file)) !== hash) return false
        marks.set(file, mark)
      }
    } catch (error) {
      if (isFileError(error, 'ENOENT') || isFileError(error, 'ENOTDIR')) return false
      throw error
    }
    this.#marks = marks
    return true
  }
}

/** Writes a snapshot into an empty folder and flushes it to the disk, so that a power cut leaves no empty files. */
export async function writeSnapshot(folder: string, { bundle, files, packages }: SnapshotContent): Promise<void> {
  const extra = join(folder, FILES)
  await mkdir(extra, { recursive: true, mode: 0o700 })
  await writeFile(join(folder, BUNDLE), bundle, { flush: true, mode: FILE_MODE })
  const hashes: [path: string, hash: string][] = []
  for (const file of files) hashes.push([file.path, await writeExtraFile(extra, file)])
  const manifest: Manifest = { bundle: hashOf(Buffer.from(bundle)), files: hashes, packages }
  await writeFile(join(folder, MANIFEST), JSON.stringify(manifest), { flush: true, mode: FILE_MODE })
}

async function writeExtraFile(folder: string, file: ExtraFile): Promise<string> {
  const path = normalize(join(folder, file.path))
  if (!path.startsWith(folder + sep)) throw unusable(file.path, 'it lies outside of its snapshot')
  const content = Buffer.from(file.contentBase64, 'base64')
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await writeFile(path, content, { flush: true, mode: FILE_MODE })
  } catch (cause) {
    if (!UNWRITABLE.some((code) => isFileError(cause, code))) throw cause
    throw unusable(file.path, `no file can have that name here (${cause instanceof Error ? cause.message : ''})`, cause)
  }
  return hashOf(content)
}

/** Another try would fail, too. */
function unusable(path: string, why: string, cause?: unknown): AIFlowError {
  const message = `The extra file ${JSON.stringify(path.slice(0, MAX_SHOWN))} of the workflow cannot be written: ${why}. Rename it, and upload the workflow again.`
  return new AIFlowError('SNAPSHOT_NOT_FOUND', message, { cause })
}

/** A file with an equal mark has the same content, since no program can set `ctime`. */
function markOf(path: string): string {
  const stats = preciseStatsOf(path)
  return stats === null ? '' : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`
}

function hashOf(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Null if there is no such file. A link does not count. */
async function hashOfFile(path: string): Promise<string | null> {
  if (!statsOf(path)?.isFile()) return null
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk)
  return hash.digest('hex')
}

function foldersOf({ files }: Manifest, root: string): Map<string, Map<string, EntryKind>> {
  const folders = new Map<string, Map<string, EntryKind>>([[root, new Map()]])
  for (const [path] of files) {
    let folder = root
    const names = normalize(path).split(sep)
    for (const [index, name] of names.entries()) {
      const isFile = index === names.length - 1
      folders.get(folder)?.set(name, isFile ? 'file' : 'folder')
      folder = join(folder, name)
      if (!isFile && !folders.has(folder)) folders.set(folder, new Map())
    }
  }
  return folders
}

/** Removes what does not belong into a folder. Returns a mark from before the look that found nothing. */
async function mendFolder(folder: string, names: ReadonlyMap<string, EntryKind>): Promise<string> {
  while (true) {
    const stats = await lstat(folder)
    // The target of a link must not be touched.
    if (!stats.isDirectory()) throw Object.assign(new Error(`"${folder}" is not a folder`), { code: 'ENOTDIR' })
    if ((stats.mode & 0o777) !== FOLDER_MODE) await chmod(folder, FOLDER_MODE)
    const mark = markOf(folder)
    const entries = await readdir(folder, { withFileTypes: true })
    const strangers = entries.filter((entry) => names.get(entry.name) !== kindOf(entry))
    if (strangers.length === 0) return mark
    await chmod(folder, 0o700)
    for (const { name } of strangers) await removeTree(join(folder, name))
  }
}

function kindOf(entry: Dirent): EntryKind {
  if (entry.isFile()) return 'file'
  return entry.isDirectory() ? 'folder' : 'other'
}

function toManifest(text: string | null): Manifest | null {
  const value = text === null ? null : parseJson(text)
  if (typeof value !== 'object' || value === null || !('bundle' in value) || !('files' in value)) return null
  const { bundle, files } = value
  const packages = 'packages' in value ? value.packages : null
  if (typeof bundle !== 'string' || !Array.isArray(files)) return null
  // A worker wrote this file atomically, so it is complete.
  return { bundle, files: files as Manifest['files'], packages: packages as Manifest['packages'] }
}
