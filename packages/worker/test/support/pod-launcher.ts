import { wait } from '@aiflow/sdk/internal/time'
import type { AttemptFinder, FoundAttempt } from '../../src/attempts/attempt-finder.ts'
import type { AttemptFamily, AttemptProcess, ProcessEnd } from '../../src/attempts/attempt-process.ts'
import type {
  AdoptRequest,
  Launch,
  Launcher,
  LaunchRequest,
  Sighting,
  Whereabouts,
} from '../../src/attempts/launcher.ts'
import type { AttemptFiles } from '../../src/journal/attempt-files.ts'
import { outcomeOfExit } from '../../src/journal/outcome-line.ts'

const LOOK_MS = 5
const HANDLE = /^pod:([\w-]+)$/

/** The pods of a host (`pod-host.ts`). */
export class Pods {
  readonly #url: string
  #isClosed = false

  constructor(url: string) {
    this.#url = url
  }

  /** The exit codes of all pods, null for those that run. */
  async list(): Promise<ReadonlyMap<string, number | null>> {
    return new Map(Object.entries(await this.request('GET', '')))
  }

  async isRunning(name: string): Promise<boolean> {
    return (await this.list()).get(name) === null
  }

  /** A host that cannot be reached is asked again. */
  async request(method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string): Promise<Record<string, number | null>> {
    while (!this.#isClosed) {
      try {
        const response = await fetch(`${this.#url}/${path}`, { method })
        return (await response.json()) as Record<string, number | null>
      } catch {
        await wait(LOOK_MS)
      }
    }
    return new Promise(() => undefined)
  }

  /** From here on nothing is asked, and nothing is answered. */
  close(): void {
    this.#isClosed = true
  }
}

/** Runs each attempt in a pod that has its name. */
export class PodLauncher implements Launcher {
  readonly #pods: Pods

  constructor(pods: Pods) {
    this.#pods = pods
  }

  /** Pods outlive the machine of the worker. */
  startProblem(): string | null {
    return null
  }

  async launch({ folder, record, handsOver }: LaunchRequest): Promise<Launch> {
    const { attemptId } = record.spec
    folder.create()
    folder.writeRecord({ ...record, childLog: null })
    handsOver()
    if (!folder.claim(`pod:${attemptId}`)) return { type: 'claimed' }
    await this.#pods.request('PUT', attemptId)
    return { type: 'running', process: this.#processOf(attemptId, folder) }
  }

  async locate(handle: string): Promise<Whereabouts> {
    const [, name] = HANDLE.exec(handle) ?? []
    if (name === undefined) return { type: 'unknown' }
    const exitCode = (await this.#pods.list()).get(name)
    if (exitCode === undefined) return { type: 'lost', message: 'The pod was deleted.' }
    return { type: exitCode === null ? 'running' : 'ended' }
  }

  async find(attemptId: string): Promise<Sighting | null> {
    return (await this.#pods.isRunning(attemptId)) ? { handle: `pod:${attemptId}`, childLog: null } : null
  }

  adopt({ files, handle }: AdoptRequest): AttemptProcess {
    return this.#processOf(HANDLE.exec(handle)?.[1] ?? '', files)
  }

  #processOf(name: string, files: AttemptFiles): AttemptProcess {
    return {
      pid: null,
      family: podFamily(this.#pods, name),
      startedAt: files.claimedAt() ?? Date.now(),
      ended: this.#watch(name, files),
      askToStop: null,
      logEnd: () => null,
      frozen: () => null,
      release: () => undefined,
    }
  }

  async #watch(name: string, files: AttemptFiles): Promise<ProcessEnd> {
    while (await this.#pods.isRunning(name)) await wait(LOOK_MS)
    const code = (await this.#pods.list()).get(name) ?? null
    if (code === null) return { exit: null, clean: false, hint: null }
    if (files.readOutcome() === null) files.writeOutcome(outcomeOfExit(code))
    return { exit: { code, signal: null }, clean: false, hint: null }
  }
}

/** Finds attempts by the pods that run. */
export class PodFinder implements AttemptFinder {
  readonly #pods: Pods

  constructor(pods: Pods) {
    this.#pods = pods
  }

  async inHome(): Promise<readonly FoundAttempt[]> {
    const running = [...(await this.#pods.list())].filter(([, exitCode]) => exitCode === null)
    return running.map(([attemptId]) => ({ attemptId, kind: 'bash' }))
  }

  has(attemptId: string): Promise<boolean> {
    return this.#pods.isRunning(attemptId)
  }

  async among(attemptIds: ReadonlySet<string>): Promise<readonly string[]> {
    return (await this.inHome()).map(({ attemptId }) => attemptId).filter((attemptId) => attemptIds.has(attemptId))
  }

  familyOf(attemptId: string): AttemptFamily {
    return podFamily(this.#pods, attemptId)
  }
}

function podFamily(pods: Pods, name: string): AttemptFamily {
  const remains = () => pods.isRunning(name)
  return {
    mayRemain: remains,
    remains,
    end: async (how) => void (await pods.request('DELETE', `${name}?how=${how}`)),
    isGone: async (limitMs) => {
      const deadline = performance.now() + limitMs
      while (await remains()) {
        if (performance.now() >= deadline) return false
        await wait(LOOK_MS)
      }
      return true
    },
    describe: async () => ((await remains()) ? `pod ${name}` : ''),
  }
}
