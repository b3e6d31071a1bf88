import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs'
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startTimer, stopTimer, type Timer, wait } from '@aiflow/sdk/internal/time'
import { isFileError } from '../system/atomic-file.ts'
import { shortageOf } from '../system/shortage.ts'
import { findCgroupFolder } from './cgroup-folder.ts'

const PREFIX = 'aiflow-'
const JOIN_AFTER_MS = 20
/** A process that has just ended holds its group for a moment. */
const REMOVE_PAUSES_MS = [0, 100, 1000]

/** The processes of one attempt, or of one warm child: what they start stays in it, whatever it does to hide. */
export interface Cgroup {
  /** Takes a process with all that it has started. In the background, since the kernel takes milliseconds for it. */
  join(pid: number): void
  /** The same, where the process lives on for a moment: those that are over at once do not pay for it. */
  joinLater(pid: number): void
  pids(): readonly number[]
  /** Removes it once it is empty. */
  remove(): void
}

export const NO_CGROUP: Cgroup = {
  join: () => undefined,
  joinLater: () => undefined,
  pids: () => [],
  remove: () => undefined,
}

/** The control groups of one worker, below the group it is in itself; none where the kernel or the rights do not allow them. */
export class Cgroups {
  readonly #place: string
  /** Null where there are none, undefined before the first was asked for. */
  #folder: string | null | undefined

  /** `place` tells it apart from the workers of other homes. */
  constructor(place: string, isWanted = true) {
    this.#place = place
    this.#folder = isWanted ? undefined : null
  }

  of(id: string): Cgroup {
    this.#folder ??= this.#folder === null ? null : open(this.#place)
    if (this.#folder === null) return NO_CGROUP
    return new OneCgroup(join(this.#folder, id), () => {
      this.#folder = null
    })
  }

  /** Leaves nothing behind where nothing runs. */
  close(): void {
    if (typeof this.#folder === 'string') tryRemove(this.#folder)
  }
}

/** Removes what workers that are gone left empty, too. Null without the right to make groups. */
function open(place: string): string | null {
  const parent = findCgroupFolder()
  if (parent === null) return null
  sweep(parent)
  const folder = join(parent, PREFIX + createHash('sha256').update(place).digest('hex').slice(0, 16))
  try {
    mkdirSync(folder, { recursive: true })
    return folder
  } catch {
    // What leaves its process group is found by its environment then.
    return null
  }
}

class OneCgroup implements Cgroup {
  readonly #path: string
  readonly #refused: () => void
  #joining: Promise<void> = Promise.resolve()
  #later: Timer | null = null

  constructor(path: string, refused: () => void) {
    this.#path = path
    this.#refused = refused
  }

  join(pid: number): void {
    this.#later = null
    this.#joining = this.#join(pid)
  }

  joinLater(pid: number): void {
    this.#later = startTimer(() => this.join(pid), JOIN_AFTER_MS)
  }

  pids(): readonly number[] {
    if (this.#later !== null) return []
    // A process outside of our view of the machine is shown as 0.
    return read(join(this.#path, 'cgroup.procs'))
      .map(Number)
      .filter((pid) => pid > 0)
  }

  remove(): void {
    if (this.#later !== null) stopTimer(this.#later)
    else void this.#remove()
  }

  async #join(pid: number): Promise<void> {
    try {
      await mkdir(this.#path, { recursive: true })
      // Another worker may take an empty group for one that was left.
      await this.#take(pid).catch(async (error: unknown) => {
        if (!isFileError(error, 'ENOENT')) throw error
        await mkdir(this.#path, { recursive: true })
        await this.#take(pid)
      })
    } catch (error) {
      if (isFileError(error, 'EACCES') || isFileError(error, 'EPERM') || isFileError(error, 'EROFS')) this.#refused()
    }
  }

  /** From the parent to its children: what the parent starts meanwhile is in the group already. */
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

function read(path: string): string[] {
  try {
    return readFileSync(path, 'latin1').split('\n').filter(Boolean)
  } catch (error) {
    if (shortageOf(error) !== null) throw error
    // It was never made, or is removed.
    return []
  }
}
