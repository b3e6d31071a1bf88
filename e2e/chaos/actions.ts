import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAIFlowError } from '@aiflow/sdk'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import type { ChaosHome } from './chaos-home.ts'
import type { Ledger } from './ledger.ts'
import type { ActionName, ChaosAction } from './schedule.ts'
import { killOne, type Victim, victimsOf } from './victims.ts'

const MAX_LIVING = { counting: 4, streams: 3 } as const
const LONG = { counting: 0.15, streams: 0.3 } as const

/** Does to a home what the schedule says, and puts back what a supervisor would: the server. */
export class Actions {
  readonly #chaos: ChaosHome
  readonly #ledger: Ledger
  readonly #requests = new Set<Promise<void>>()
  /** Processes that were killed, by what they were. */
  readonly kills = new Map<string, number>()

  constructor(chaos: ChaosHome, ledger: Ledger) {
    this.#chaos = chaos
    this.#ledger = ledger
  }

  get killed(): number {
    return [...this.kills.values()].reduce((sum, count) => sum + count, 0)
  }

  async carryOut({ name, pick }: ChaosAction): Promise<void> {
    const did = await this.#table[name](pick)
    this.#chaos.note(`${name} ${pick.toFixed(3)}${did ? '' : ': nothing there'}`)
  }

  /** Resolves when every request by hand was answered. */
  async answered(): Promise<void> {
    await Promise.all(this.#requests)
  }

  start(workflow: string): Promise<void> {
    return this.#request(async () => {
      const { workflowExecutionId } = await this.#chaos.patient.workflows.startExecution('default', workflow)
      this.#ledger.addStarted(workflow, workflowExecutionId)
    })
  }

  readonly #table: Readonly<Record<ActionName, (pick: number) => Promise<boolean>>> = {
    killServer: async () => {
      this.#killServer()
      await this.#chaos.startServer()
      return true
    },
    killServerThatStarts: async () => {
      const dead = this.#killServer()
      const starting = this.#chaos.home.run('server', 'start', '-d', '--port', '0')
      await waitUntil('a new server', () => this.#serverPid() !== dead && isAlive(this.#serverPid()))
      this.#killServer()
      await starting
      await this.#chaos.startServer()
      return true
    },
    killWorker: async () => this.#killWorker(),
    killServerAndWorker: async (pick) => {
      const order = pick < 0.5 ? [this.#killServer, this.#killWorker] : [this.#killWorker, this.#killServer]
      for (const kill of order) kill()
      await this.#chaos.startServer()
      return true
    },
    killAllWhileDown: async (pick) => {
      this.#killServer()
      this.#killWorker()
      for (const kind of ['shim', 'command', 'codeChild'] as const)
        this.#killVictim(pick, (victim) => victim.kind === kind)
      await this.#chaos.startServer()
      return true
    },
    killShim: async (pick) => this.#killVictim(pick, ({ kind }) => kind === 'shim'),
    killCommand: async (pick) => this.#killVictim(pick, ({ kind }) => kind === 'command'),
    killGroup: async (pick) => this.#killVictim(pick, ({ kind }) => kind === 'shim', 'group'),
    killCodeChild: async (pick) => this.#killVictim(pick, ({ kind }) => kind === 'codeChild'),
    killConditionChild: async (pick) => this.#killVictim(pick, ({ kind }) => kind === 'conditionChild'),
    stopServer: async () => {
      const { exitCode, stderr } = await this.#chaos.home.run('server', 'stop')
      this.#chaos.note(`server stop: ${exitCode} ${stderr.trim()}`)
      await this.#chaos.startServer()
      return true
    },
    startByHand: async (pick) => {
      void this.start(this.#workflowToStart(pick))
      return true
    },
    stopByHand: async (pick) => this.#stopByHand(pick),
  }

  #workflowToStart(pick: number): string {
    if (pick < LONG.counting && this.#ledger.living('counting').length < MAX_LIVING.counting) return 'counting'
    if (pick < LONG.streams && this.#ledger.living('streams').length < MAX_LIVING.streams) return 'streams'
    return 'short'
  }

  #stopByHand(pick: number): boolean {
    const living = this.#ledger.started.filter(({ isStopped }) => !isStopped)
    const chosen = living[Math.floor(pick * living.length)]
    if (chosen === undefined) return false
    chosen.isStopped = true
    void this.#request(async () => {
      try {
        await this.#chaos.patient.workflowExecutions.stop(chosen.id)
      } catch (error) {
        // It ended by itself before.
        if (!isAIFlowError(error) || error.code !== 'EXECUTION_ENDED') throw error
      }
    })
    return true
  }

  #killServer = (): number => {
    const pid = this.#serverPid()
    this.#kill('server', pid)
    return pid
  }

  #killWorker = (): boolean => this.#kill('worker', this.#workerPid())

  #killVictim(pick: number, isMeant: (victim: Victim) => boolean, how: 'process' | 'group' = 'process'): boolean {
    const killed = killOne(victimsOf(this.#chaos.home.folder).filter(isMeant), pick, how)
    if (killed !== null) this.#count(how === 'group' ? 'group' : killed.kind, killed.pid)
    return killed !== null
  }

  #kill(what: string, pid: number): boolean {
    if (pid < 2 || !isAlive(pid)) return false
    process.kill(pid, 'SIGKILL')
    this.#count(what, pid)
    return true
  }

  #count(what: string, pid: number): void {
    this.#chaos.note(`killed ${what} ${pid}`)
    this.kills.set(what, (this.kills.get(what) ?? 0) + 1)
  }

  #serverPid(): number {
    return readOr(0, () => this.#chaos.home.serverPid)
  }

  #workerPid(): number {
    return readOr(0, () => Number(readFileSync(join(this.#chaos.home.folder, 'worker', 'lock'), 'utf8').split(' ')[0]))
  }

  #request(ask: () => Promise<void>): Promise<void> {
    const request = ask().catch((error: unknown) => {
      this.#ledger.contradictions.push(`a request by hand failed: ${error instanceof Error ? error.message : error}`)
    })
    this.#requests.add(request)
    return request.finally(() => this.#requests.delete(request))
  }
}

function readOr<T>(absent: T, read: () => T): T {
  try {
    return read()
  } catch {
    // The file is being written, or gone while nobody runs.
    return absent
  }
}
