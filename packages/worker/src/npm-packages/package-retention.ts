import { readdirSync, readlinkSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startInterval, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import { removeTree } from '../folders/remove-tree.ts'
import { statsOf } from '../system/stats-of.ts'
import { MARKER } from './make-environment.ts'

const INTERVAL_MS = 6 * 60 * 60 * 1000
const DAY_MS = 24 * 60 * 60 * 1000
/** Environments that nothing has used for this long are removed, and the oldest of more than this many. */
const MAX_IDLE_MS = 14 * DAY_MS
const MAX_KEPT = 30
/** Those in use are noted at least every hour. */
const JUST_USED_MS = DAY_MS

export interface PackageRetentionOptions {
  /** The folder of the environments. */
  readonly folder: string
  /** The folder of the snapshots, whose links name the environments. */
  readonly snapshots: string
  /** The snapshots that unsettled attempts may use. */
  readonly snapshotsInUse: () => ReadonlySet<string>
  /** Whether an environment is being made now. */
  readonly isBeingMade: (folder: string) => boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
  warn(error: unknown): void
}

interface Environment {
  readonly folder: string
  /** The time of its last use; 0 if it is half made. */
  readonly usedAt: number
}

/** Removes environments of npm packages that nothing has used for long, that are too many, or that are half made. */
export class PackageRetention {
  readonly #options: PackageRetentionOptions
  #timer: Timer | null = null
  #sweeping: Promise<void> = Promise.resolve()

  constructor(options: PackageRetentionOptions) {
    this.#options = options
  }

  /** Sweeps now and every few hours. */
  start(): void {
    void this.sweep()
    this.#timer = startInterval(() => void this.sweep(), INTERVAL_MS)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer !== null) stopTimer(this.#timer)
  }

  sweep(): Promise<void> {
    this.#sweeping = this.#sweeping.then(() => this.#sweep()).catch((error) => this.#options.warn(error))
    return this.#sweeping
  }

  async #sweep(): Promise<void> {
    const { folder, now } = this.#options
    const names = namesIn(folder)
    const all = names.filter((name) => !name.endsWith('.log')).map((name) => environmentAt(join(folder, name)))
    const used = this.#used()
    const byUse = all.sort((left, right) => right.usedAt - left.usedAt)
    for (const [position, environment] of byUse.entries()) {
      if (this.#isKept(environment, position, used)) continue
      // First the marker, so that nothing half removed is used.
      rmSync(join(environment.folder, MARKER), { force: true })
      await removeTree(environment.folder)
    }
    for (const name of names.filter((each) => each.endsWith('.log'))) {
      const stats = statsOf(join(folder, name))
      if (stats !== null && stats.mtimeMs < now() - MAX_IDLE_MS) rmSync(join(folder, name), { force: true })
    }
  }

  #isKept({ folder, usedAt }: Environment, position: number, used: ReadonlySet<string>): boolean {
    const { isBeingMade, now } = this.#options
    if (usedAt === 0) return isBeingMade(folder)
    const idleMs = now() - usedAt
    return used.has(folder) || idleMs < JUST_USED_MS || (idleMs < MAX_IDLE_MS && position < MAX_KEPT)
  }

  /** The environments of tasks that may run now. */
  #used(): ReadonlySet<string> {
    const links = [...this.#options.snapshotsInUse()].map((hash) => join(this.#options.snapshots, hash, 'node_modules'))
    return new Set(links.flatMap((link) => targetOf(link) ?? []).map((target) => dirname(target)))
  }
}

function environmentAt(folder: string): Environment {
  return { folder, usedAt: statsOf(join(folder, MARKER))?.mtimeMs ?? 0 }
}

function targetOf(link: string): string | null {
  try {
    return readlinkSync(link)
  } catch {
    return null
  }
}

/** The entries of a folder, which may not be there. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
