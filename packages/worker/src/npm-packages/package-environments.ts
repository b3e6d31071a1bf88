import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk/internal/errors'
import { importedPackages, type NpmPackages } from '@aiflow/sdk/internal/wire'
import { removeTree } from '../folders/remove-tree.ts'
import type { Snapshot } from '../link/snapshot-cache.ts'
import { Turns } from '../link/turns.ts'
import { environmentKey, thisPlatform } from './environment-key.ts'
import { linkPackages } from './link-packages.ts'
import { MARKER, makeEnvironment } from './make-environment.ts'
import { findNpm } from './npm-program.ts'
import { namesIn, PackageRetention, type PackageRetentionOptions } from './package-retention.ts'

/** How many are made at once: each takes a processor or more. */
const MAX_INSTALLS = 2
/** How long a failure is the answer before another try. It doubles with each. */
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 10 * 60_000
/** How often a use is noted on disk. */
const NOTE_MS = 60 * 60_000
/** How many packages a sentence names. */
const MAX_NAMED = 10

/** Its folder holds an environment per lock and platform. */
export interface PackageEnvironmentsOptions extends Omit<PackageRetentionOptions, 'isBeingMade'> {
  /** The environment of the worker. */
  readonly own: NodeJS.ProcessEnv
  /** What tasks inherit of it. */
  readonly inherited: Readonly<Record<string, string>>
  /** Called with all that wait, each time that they change. */
  readonly waiting: (waiting: ReadonlyMap<string, string>) => void
  log(message: string, details: Readonly<Record<string, unknown>>): void
}

interface Failure {
  readonly error: AIFlowError
  readonly until: number
  readonly pauseMs: number
}

interface Install {
  readonly since: number
  readonly done: Promise<string>
}

/**
 * The npm packages that bundles import and do not contain. Each lock is installed once for this platform and Node, however many
 * tasks ask for it. Each try has a folder of its own, in which it stays, so what an earlier try left is never in the way.
 */
export class PackageEnvironments {
  readonly #options: PackageEnvironmentsOptions
  readonly #platform = thisPlatform()
  readonly #turns = new Turns<string>(MAX_INSTALLS)
  readonly #stopped = new AbortController()
  /** Each start of a task asks for one, and a lock may be large. */
  readonly #keys = new WeakMap<NpmPackages, string>()
  readonly #made = new Map<string, string>()
  readonly #noted = new Map<string, number>()
  readonly #installs = new Map<string, Install>()
  readonly #failures = new Map<string, Failure>()
  /** The folders of those that are being made. */
  readonly #making = new Set<string>()
  /** What each attempt waits for, for people. */
  readonly #waiting = new Map<string, string>()

  readonly #retention: PackageRetention

  constructor(options: PackageEnvironmentsOptions) {
    this.#options = options
    this.#retention = new PackageRetention({ ...options, isBeingMade: (folder) => this.#making.has(folder) })
  }

  /** Removes what earlier workers left half made, and from now on what is not used any more. */
  start(): void {
    this.#retention.start()
  }

  /** What attempts wait for now, by attempt, as sentences. */
  get waiting(): ReadonlyMap<string, string> {
    return this.#waiting
  }

  /**
   * Resolves when the bundle of a snapshot finds its packages. `attemptId` waits visibly. Throws `PACKAGES_UNAVAILABLE`, also for
   * a while after a failure.
   */
  async prepare(snapshot: Snapshot, signal: AbortSignal, attemptId: string | null = null): Promise<void> {
    if (snapshot.packages === null) return
    const key = this.#keyOf(snapshot.packages)
    const folder = this.#find(key) ?? (await this.#install(key, snapshot.packages, { signal, attemptId }))
    this.#noteUse(key, folder)
    linkPackages(snapshot.bundle, folder)
  }

  /** Ends what is being installed. */
  stop(): void {
    this.#retention.stop()
    this.#stopped.abort()
  }

  #keyOf(packages: NpmPackages): string {
    const known = this.#keys.get(packages)
    if (known !== undefined) return known
    const key = environmentKey(JSON.stringify(packages), this.#platform)
    this.#keys.set(packages, key)
    return key
  }

  /** The one that is made and was not removed. Null if there is none. */
  #find(key: string): string | null {
    const known = this.#made.get(key)
    if (known !== undefined && isMade(known)) return known
    this.#made.delete(key)
    const name = namesIn(this.#options.folder).find((each) => each.startsWith(`${key}.`) && isMade(this.#path(each)))
    if (name === undefined) return null
    this.#made.set(key, this.#path(name))
    return this.#path(name)
  }

  async #install(key: string, packages: NpmPackages, { signal, attemptId }: Waiter): Promise<string> {
    this.#refuseForAWhile(key)
    const install = this.#installs.get(key) ?? this.#start(key, packages)
    if (attemptId !== null) this.#tell(attemptId, sentenceOf(packages, install.since))
    try {
      return await Promise.race([install.done, abortOf(signal)])
    } finally {
      if (attemptId !== null) this.#tell(attemptId, null)
    }
  }

  #refuseForAWhile(key: string): void {
    const failure = this.#failures.get(key)
    if (failure === undefined || this.#options.now() >= failure.until) return
    const seconds = Math.ceil((failure.until - this.#options.now()) / 1000)
    throw new AIFlowError(
      'PACKAGES_UNAVAILABLE',
      `${failure.error.message} The next try is in ${seconds} s at the earliest.`,
      {
        details: failure.error.details,
        cause: failure.error,
      },
    )
  }

  #start(key: string, packages: NpmPackages): Install {
    const done = this.#turns.take(key, () => this.#make(key, packages)).finally(() => this.#installs.delete(key))
    // Nobody may be waiting any more.
    done.catch(() => undefined)
    const install = { since: this.#options.now(), done }
    this.#installs.set(key, install)
    return install
  }

  async #make(key: string, packages: NpmPackages): Promise<string> {
    const { folder: root, own, inherited, now, log } = this.#options
    const folder = this.#path(`${key}.${randomUUID().slice(0, 8)}`)
    const names = namesOf(packages)
    const begun = now()
    this.#making.add(folder)
    try {
      const npm = findNpm(own.PATH ?? '')
      if (npm === null) throw new AIFlowError('PACKAGES_UNAVAILABLE', NO_NPM)
      log(`Installing the npm packages ${names}.`, { folder })
      const signal = this.#stopped.signal
      await makeEnvironment({ folder, packages, npm, own, inherited, log: join(root, `${key}.log`), signal })
      log(`Installed the npm packages ${names}.`, { folder, seconds: Math.round((now() - begun) / 1000) })
      this.#failures.delete(key)
      this.#made.set(key, folder)
      void this.#retention.sweep()
      return folder
    } catch (cause) {
      await removeTree(folder).catch(() => undefined)
      // What waits is the business of the next worker: it must not fail now.
      if (this.#stopped.signal.aborted) return new Promise(() => undefined)
      throw this.#remember(key, names, cause)
    } finally {
      this.#making.delete(folder)
    }
  }

  #remember(key: string, names: string, cause: unknown): AIFlowError {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const details = isAIFlowError(cause) ? cause.details : { retryable: true }
    const error = new AIFlowError(
      'PACKAGES_UNAVAILABLE',
      `The npm packages ${names} could not be installed: ${reason}.`,
      {
        details,
        cause,
      },
    )
    const before = this.#failures.get(key)?.pauseMs ?? FIRST_PAUSE_MS / 2
    const pauseMs = Math.min(before * 2, LONGEST_PAUSE_MS)
    this.#failures.set(key, { error, pauseMs, until: this.#options.now() + pauseMs })
    this.#options.log(error.message, { key })
    return error
  }

  #tell(attemptId: string, sentence: string | null): void {
    if (sentence === null) this.#waiting.delete(attemptId)
    else this.#waiting.set(attemptId, sentence)
    this.#options.waiting(this.#waiting)
  }

  /** The time of its last use decides how long it is kept. A disk that is full does not keep a task from using it. */
  #noteUse(key: string, folder: string): void {
    const now = this.#options.now()
    if (now - (this.#noted.get(key) ?? 0) < NOTE_MS) return
    this.#noted.set(key, now)
    void utimes(join(folder, MARKER), now / 1000, now / 1000).catch(() => undefined)
  }

  #path(name: string): string {
    return join(this.#options.folder, name)
  }
}

interface Waiter {
  readonly signal: AbortSignal
  readonly attemptId: string | null
}

const NO_NPM =
  'there is no npm on the machine of the worker. It comes with Node: install Node there completely, or npm into the PATH of the worker'

function isMade(folder: string): boolean {
  return existsSync(join(folder, MARKER))
}

function namesOf(packages: NpmPackages): string {
  const names = importedPackages(packages).map(({ name, version }) => `${name} ${version}`)
  const rest = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''
  return `${names.slice(0, MAX_NAMED).join(', ')}${rest}`
}

function sentenceOf(packages: NpmPackages, since: number): string {
  return `Its worker installs the npm packages ${namesOf(packages)}, since ${new Date(since).toISOString()}.`
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
