import { existsSync, statSync } from 'node:fs'
import { dirname, resolve, sep } from 'node:path'
import type { AIFlowClient } from '@aiflow/sdk/client'
import { exportsNoWorkflow } from '../bundle/describe-bundle.ts'
import { type ExtraFile, readExtraFiles } from '../bundle/extra-files.ts'
import { inOrder } from '../bundle/in-order.ts'
import { sourceFiles } from '../bundle/source-files.ts'
import { MAX_PREPARED_AT_ONCE, type PreparedFile, prepareFile, uploadFile } from '../bundle/upload-file.ts'
import { namespaceOption } from '../output/text/text.ts'
import { DefinedWorkflows, type NamedWorkflow } from '../project/defined-workflows.ts'
import type { ExtraPaths, GivenFiles } from '../project/given-files.ts'
import type { WorkflowFile } from '../project/workflow-files.ts'
import { FolderWatch } from './folder-watch.ts'
import { uploadLines } from './upload-lines.ts'

export interface UploaderOptions {
  readonly client: AIFlowClient
  readonly given: GivenFiles
  readonly extras: ExtraPaths
  /** Packages that bundles do not contain, by name. */
  readonly external: readonly string[]
  /** What the sources of files are named relative to. */
  readonly folder: string
  readonly say: (message: string) => void
  /** Called if a file cannot be used. Its previous upload stays. */
  readonly complain: (error: unknown, file: string) => void
  /** Called with the workflows of each file that was uploaded. */
  readonly onUploaded: (workflows: readonly NamedWorkflow[]) => Promise<void>
}

interface FollowedFile {
  readonly file: WorkflowFile
  /** Absolute paths of everything that it was made of when it last compiled. */
  sources: ReadonlySet<string>
  /** How its last upload ended; `new` before the first one. */
  state: 'new' | 'uploaded' | 'skipped' | 'failed'
  /** Why it failed, if it is tried again although it was not saved. */
  triedAgain: string | null
  problem: string
}

/**
 * Uploads the files of a project at once, and each again whenever it, or what it imports, is saved. Finds files that appear,
 * and lets go of those that are removed. One round at a time.
 */
export class Uploader {
  readonly #options: UploaderOptions
  readonly #watch: FolderWatch
  readonly #defined = new DefinedWorkflows()
  readonly #followed = new Map<string, FollowedFile>()
  readonly #saved = new Set<string>()
  readonly #said = new Set<string>()
  #folders: readonly string[] = []
  #extraFiles: readonly ExtraFile[] = []
  #mustSearch = true
  #isWorking = false

  constructor(options: UploaderOptions) {
    this.#options = options
    this.#watch = new FolderWatch({
      onChanged: (paths) => void this.#onChanged(paths).catch((error: unknown) => this.#options.complain(error, '')),
      onFault: (folder) =>
        this.#sayOnce(`Warning: "${folder}" cannot be watched, so what is saved in it is not noticed.`),
    })
  }

  /** The workflows that the files define. */
  get workflows(): readonly NamedWorkflow[] {
    return this.#defined.all
  }

  get fileCount(): number {
    return [...this.#followed.values()].filter(({ state }) => state !== 'skipped').length
  }

  start(): Promise<void> {
    return this.#work()
  }

  stop(): void {
    this.#watch.close()
  }

  async #onChanged(paths: ReadonlySet<string>): Promise<void> {
    const isExtra = [...paths].some((path) => this.#extraRoots().some((root) => isWithin(path, root)))
    const known = new Set<string>()
    for (const [path, { sources, state }] of this.#followed) {
      const own = [...paths].filter((each) => sources.has(each))
      for (const each of own) known.add(each)
      if (own.length > 0 || (isExtra && state !== 'failed')) this.#saved.add(path)
    }
    if (isExtra || [...paths].some((path) => !known.has(path) || !existsSync(path))) {
      this.#mustSearch = true
      // What a file could not import may be there now.
      this.#tryFailedAgain()
    }
    await this.#work()
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return
    this.#isWorking = true
    try {
      while (this.#mustSearch || this.#saved.size > 0) {
        const before = this.workflows
        if (this.#mustSearch) await this.#search()
        await this.#uploadSaved()
        this.#tellGone(before)
        this.#watchAll()
      }
    } finally {
      // A round that failed, such as by too many files, must not be the last one.
      this.#isWorking = false
    }
  }

  async #search(): Promise<void> {
    this.#mustSearch = false
    const { files, folders, faults } = await this.#options.given.find()
    this.#folders = folders
    for (const { folder, reason } of faults) this.#sayOnce(`Warning: The folder "${folder}" is left out: ${reason}`)
    const found = new Map(files.map((file) => [file.path, file]))
    for (const [path, { file }] of this.#followed) {
      // One that was named is expected back.
      if (found.has(path) && (file.isNamed || existsSync(path))) continue
      this.#followed.delete(path)
      this.#saved.delete(path)
      this.#defined.remove(file.name)
      this.#options.say(`"${file.name}" was removed.`)
    }
    for (const [path, file] of found) {
      if (this.#followed.has(path)) continue
      this.#followed.set(path, { file, sources: new Set([path]), state: 'new', triedAgain: null, problem: '' })
      this.#saved.add(path)
    }
  }

  async #uploadSaved(): Promise<void> {
    const saved = [...this.#followed.values()].filter(({ file }) => this.#saved.has(file.path))
    this.#saved.clear()
    const { paths, folder } = this.#options.extras
    try {
      this.#extraFiles = await readExtraFiles(paths, folder)
    } catch (error) {
      this.#options.complain(error, '')
      return
    }
    for await (const { item, result } of inOrder(saved, MAX_PREPARED_AT_ONCE, (one) => this.#prepare(one))) {
      try {
        if (result.status === 'rejected') throw result.reason
        await this.#upload(item, result.value)
      } catch (error) {
        this.#onFailure(item, error)
      }
    }
  }

  #prepare(followed: FollowedFile): Promise<PreparedFile> {
    const { path } = followed.file
    const files = this.#extraFiles
    const { folder, external } = this.#options
    return prepareFile({ path, files, folder, external }, (bundle) => {
      const { lockFile } = bundle
      followed.sources = new Set([...sourceFiles(bundle), ...(lockFile === null ? [] : [lockFile])])
    })
  }

  async #upload(followed: FollowedFile, prepared: PreparedFile): Promise<void> {
    const { client, say, onUploaded } = this.#options
    const { name } = followed.file
    this.#defined.set(name, prepared.definitions)
    const uploaded = await uploadFile(client, prepared)
    followed.state = 'uploaded'
    followed.triedAgain = null
    for (const line of uploadLines(name, uploaded)) say(line)
    for (const { message } of uploaded.response.warnings) say(`Warning: ${message}`)
    for (const remark of uploaded.remarks) this.#sayOnce(remark)
    await onUploaded(uploaded.response.workflows)
  }

  #onFailure(followed: FollowedFile, error: unknown): void {
    const { file, state, triedAgain } = followed
    const isHelper = exportsNoWorkflow(error) && !file.isNamed
    followed.state = isHelper ? 'skipped' : 'failed'
    followed.triedAgain = null
    if (!isHelper) {
      followed.problem = error instanceof Error ? error.message : String(error)
      if (followed.problem !== triedAgain) this.#options.complain(error, file.name)
      return
    }
    this.#defined.remove(file.name)
    if (state !== 'skipped') this.#options.say(`Skipped "${file.name}": it exports no workflow.`)
  }

  /** Nothing is deleted on the server, because a file may be gone for a moment only. */
  #tellGone(before: readonly NamedWorkflow[]): void {
    const gone = before.filter((workflow) => !this.#defined.has(workflow))
    for (const { namespace, name } of gone) {
      this.#options.say(
        `No file defines the workflow "${name}" any more. It stays on the server as it was uploaded last, with its triggers and schedules. Delete it: aiflow workflow delete ${name}${namespaceOption(namespace)}`,
      )
    }
    // Another file may define the workflow, and was refused because of this one.
    if (gone.length > 0) this.#tryFailedAgain()
  }

  #tryFailedAgain(): void {
    for (const [path, followed] of this.#followed) {
      if (followed.state !== 'failed' || this.#saved.has(path)) continue
      followed.triedAgain = followed.problem
      this.#saved.add(path)
    }
  }

  #watchAll(): void {
    const sources = [...this.#followed.values()].flatMap((each) => [...each.sources])
    const extra = this.#extraFiles.map(({ path }) => resolve(this.#options.extras.folder, path))
    const roots = this.#extraRoots()
    const folders = roots.filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
    const files = [...sources, ...extra, ...roots]
    this.#watch.set(new Set([...this.#folders, ...folders, ...files.map((path) => dirname(path))]))
  }

  #extraRoots(): string[] {
    const { paths, folder } = this.#options.extras
    return paths.map((path) => resolve(folder, path))
  }

  #sayOnce(message: string): void {
    if (this.#said.has(message)) return
    this.#said.add(message)
    this.#options.say(message)
  }
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root + sep)
}
