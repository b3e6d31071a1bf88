import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startTimer, stopTimer, type Timer, wait } from '@aiflow/sdk/internal/time'
import { isFileError } from '../system/atomic-file.ts'
import { type CgroupFolder, findCgroupFolder } from './cgroup-folder.ts'
import { KernelFile } from './kernel-file.ts'

const PREFIX = 'aiflow-'
const JOIN_AFTER_MS = 20
/** A process that has just ended keeps its group busy for a moment. */
const REMOVE_PAUSES_MS = [0, 100, 1000]

/** The control group of one attempt or of one warm child. Whatever its processes start stays in it. */
export interface Cgroup {
  /** Moves a process into the group, with everything it has started. In the background, since it costs milliseconds. */
  join(pid: number): void
  /** The same after a moment, so that processes that end at once do not pay for it. */
  joinLater(pid: number): void
  pids(): readonly number[]
  /** Removes it once it is empty. Call it after each `join`. */
  remove(): void
}

export const NO_CGROUP: Cgroup = {
  join: () => undefined,
  joinLater: () => undefined,
  pids: () => [],
  remove: () => undefined,
}

/** The control groups of one worker, below its own group. Unused if the kernel or the permissions do not allow them. */
export class Cgroups {
  readonly #place: string
  /** Null if groups are not possible, undefined until one is needed. */
  #folder: CgroupFolder | null | undefined
  readonly #find: () => CgroupFolder | null

  /** `place` distinguishes the workers of different homes. */
  constructor(place: string, isWanted = true, find: () => CgroupFolder | null = findCgroupFolder) {
    this.#place = place
    this.#find = find
    this.#folder = isWanted ? undefined : null
  }

  of(id: string): Cgroup {
    this.#folder ??= this.#folder === null ? null : open(this.#place, this.#find())
    if (this.#folder === null) return NO_CGROUP
    const { path, rereads } = this.#folder
    return new OneCgroup({ path: join(path, id), rereads }, () => {
      this.#folder = null
    })
  }

  /** Removes the folder of the groups if nothing runs in them. */
  close(): void {
    if (this.#folder) tryRemove(this.#folder.path)
  }
}

/** Creates the folder, and removes empty groups that earlier workers left. Null without permission to create groups. */
function open(place: string, parent: CgroupFolder | null): CgroupFolder | null {
  if (parent === null) return null
  sweep(parent.path)
  const path = join(parent.path, PREFIX + createHash('sha256').update(place).digest('hex').slice(0, 16))
  try {
    mkdirSync(path, { recursive: true })
    return { ...parent, path }
  } catch {
    // Then processes that leave their process group are found by their environment.
    return null
  }
}

class OneCgroup implements Cgroup {
  readonly #path: string
  readonly #rereads: boolean
  readonly #processes: KernelFile
  readonly #refused: () => void
  #joining: Promise<void> = Promise.resolve()
  #later: Timer | null = null

  constructor({ path, rereads }: CgroupFolder, refused: () => void) {
    this.#path = path
    this.#rereads = rereads
    this.#processes = new KernelFile(join(path, 'cgroup.procs'))
    this.#refused = refused
  }

  join(pid: number): void {
    if (this.#rereads) this.#processes.keepOpen()
    this.#later = null
    this.#joining = this.#join(pid)
  }

  joinLater(pid: number): void {
    this.#later = startTimer(() => this.join(pid), JOIN_AFTER_MS)
  }

  pids(): readonly number[] {
    if (this.#later !== null) return []
    // A process outside of our PID namespace is shown as 0.
    return this.#processes
      .read()
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0)
  }

  remove(): void {
    this.#processes.close()
    if (this.#later !== null) stopTimer(this.#later)
    else void this.#remove()
  }

  async #join(pid: number): Promise<void> {
    try {
      await mkdir(this.#path, { recursive: true })
      // Another worker may remove the empty group as a leftover.
      await this.#take(pid).catch(async (error: unknown) => {
        if (!isFileError(error, 'ENOENT')) throw error
        await mkdir(this.#path, { recursive: true })
        await this.#take(pid)
      })
    } catch (error) {
      if (isFileError(error, 'EACCES') || isFileError(error, 'EPERM') || isFileError(error, 'EROFS')) this.#refused()
    }
  }

  /** The parent moves first: what it starts from then on is in the group already. */
  async #take(pid: number): Promise<void> {
    await writeFile(join(this.#path, 'cgroup.procs'), String(pid))
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'latin1').catch(() => '')
    for (const child of children.split(' ').filter(Boolean)) await this.#take(Number(child)).catch(() => undefined)
  }

  async #remove(): Promise<void> {
    await this.#joining
    for (const ms of REMOVE_PAUSES_MS) {
      await wait(ms, { ref: false })
      const removed = await rmdir(this.#path).then(
        () => true,
        (error: unknown) => isFileError(error, 'ENOENT'),
      )
      if (removed) return
    }
  }
}

/** Groups in use cannot be removed. */
function sweep(parent: string): void {
  for (const name of list(parent)) {
    if (!name.startsWith(PREFIX)) continue
    for (const each of list(join(parent, name))) tryRemove(join(parent, name, each))
    tryRemove(join(parent, name))
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
  } catch {
    return []
  }
}

function tryRemove(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // In use, or another worker was faster.
  }
}
