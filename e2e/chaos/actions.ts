import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import type { ByHand } from './by-hand.ts'
import type { ChaosHome } from './chaos-home.ts'
import { damageDeadWorkerFile, damageServerFile, damageWorkerFile } from './damage.ts'
import type { Hostile } from './hostile.ts'
import type { ActionName, ChaosAction } from './schedule.ts'
import { killOne, type Victim, victimsOf, victimsWithDaemons } from './victims.ts'

const SHORTEST_FREEZE_MS = 100
const LONGEST_FREEZE_MS = 3000

/** Carries out the actions of the schedule on a home, and restarts the server as a supervisor would. */
export class Actions {
  readonly #chaos: ChaosHome
  readonly #byHand: ByHand
  readonly #hostile: Hostile
  /** The number of killed processes, by kind. */
  readonly kills = new Map<string, number>()
  /** Processes that were frozen for a while. */
  freezes = 0
  /** Files that were damaged. */
  damages = 0

  constructor({ chaos, byHand, hostile }: { chaos: ChaosHome; byHand: ByHand; hostile: Hostile }) {
    this.#chaos = chaos
    this.#byHand = byHand
    this.#hostile = hostile
  }

  get killed(): number {
    return [...this.kills.values()].reduce((sum, count) => sum + count, 0)
  }

  async carryOut({ name, pick }: ChaosAction): Promise<void> {
    const did = await this.#table[name](pick)
    this.#chaos.note(`${name} ${pick.toFixed(3)}${did ? '' : ': nothing there'}`)
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
    killWithDaemon: async (pick) => this.#killOneOf(victimsWithDaemons(this.#chaos.home), pick),
    killDaemon: async (pick) => {
      const { daemons } = this.#chaos
      const alive = daemons.alive()
      const name = alive[Math.floor(pick * alive.length)]
      return name !== undefined && this.#kill('daemon', daemons.pidOf(name))
    },
    stopServer: async () => {
      const { exitCode, stderr } = await this.#chaos.home.run('server', 'stop')
      this.#chaos.note(`server stop: ${exitCode} ${stderr.trim()}`)
      await this.#chaos.startServer()
      return true
    },
    freezeServer: async (pick) => this.#freeze(pick, 'server', this.#serverPid()),
    freezeWorker: async (pick) => this.#freeze(pick, 'worker', this.#workerPid()),
    freezeBoth: async (pick) => {
      const server = this.#freeze(pick, 'server', this.#serverPid())
      const worker = this.#freeze((pick * 7) % 1, 'worker', this.#workerPid())
      return (await Promise.all([server, worker])).some((did) => did)
    },
    freezeAndKillServer: async (pick) => {
      await this.#freeze(pick, 'server', this.#serverPid(), this.#killServer)
      await this.#chaos.startServer()
      return true
    },
    freezeAndKillWorker: async (pick) => this.#freeze(pick, 'worker', this.#workerPid(), this.#killWorker),
    freezeTask: async (pick) => {
      const victim = this.#pickVictim(pick, ({ kind }) => kind !== 'conditionChild')
      return victim !== null && this.#freeze((pick * 31) % 1, victim.kind, victim.pid)
    },
    // A frozen process may be alive, so the next worker must not count it as lost.
    freezeShimOverWorkers: async (pick) => {
      const victim = this.#pickVictim(pick, ({ kind }) => kind === 'shim')
      return victim !== null && this.#freeze((pick * 31) % 1, 'shim', victim.pid, this.#killWorker)
    },
    damageWorker: async (pick) => this.#noteDamage(damageWorkerFile(this.#chaos.home.folder, pick)),
    damageWorkerWhileDown: async (pick) => {
      // The server would start another one at once.
      this.#killServer()
      this.#killWorker()
      const did = this.#noteDamage(damageDeadWorkerFile(this.#chaos.home.folder, pick))
      await this.#chaos.startServer()
      return did
    },
    damageServerWhileDown: async (pick) => {
      this.#killServer()
      const did = this.#noteDamage(damageServerFile(this.#chaos.home.folder, pick))
      await this.#chaos.startServer()
      return did
    },
    sendHostile: async (pick) => this.#hostile.send(pick),
    startHeavy: async () => {
      void this.#byHand.start('heavy')
      return true
    },
    startByHand: async (pick) => this.#byHand.startOne(pick),
    stopByHand: async (pick) => this.#byHand.stopOne(pick),
    pauseByHand: async (pick) => this.#byHand.pauseOne(pick),
    resumeByHand: async (pick) => this.#byHand.resumeOne(pick),
    flipSource: async (pick) => this.#byHand.flipSource(pick),
    actOnTask: async (pick) => this.#byHand.actOnTask(pick),
    rerunByHand: async (pick) => this.#byHand.rerunOne(pick),
    retryByHand: async (pick) => this.#byHand.retryOne(pick),
    startBackfill: async (pick) => this.#byHand.startBackfill(pick),
  }

  #killServer = (): number => {
    const pid = this.#serverPid()
    this.#kill('server', pid)
    return pid
  }

  #killWorker = (): boolean => this.#kill('worker', this.#workerPid())

  #killVictim(pick: number, isMeant: (victim: Victim) => boolean, how: 'process' | 'group' = 'process'): boolean {
    return this.#killOneOf(victimsOf(this.#chaos.home.folder).filter(isMeant), pick, how)
  }

  #killOneOf(victims: readonly Victim[], pick: number, how: 'process' | 'group' = 'process'): boolean {
    const killed = killOne(victims, pick, how)
    if (killed !== null) this.#count(how === 'group' ? 'group' : killed.kind, killed.pid)
    return killed !== null
  }

  #kill(what: string, pid: number): boolean {
    if (pid < 2 || !isAlive(pid)) return false
    process.kill(pid, 'SIGKILL')
    this.#count(what, pid)
    return true
  }

  #pickVictim(pick: number, isMeant: (victim: Victim) => boolean): Victim | null {
    const victims = victimsOf(this.#chaos.home.folder).filter(isMeant)
    return victims[Math.floor(pick * victims.length)] ?? null
  }

  /** Freezes a process for a while, as an overloaded machine would; `meanwhile` is called halfway. */
  async #freeze(pick: number, what: string, pid: number, meanwhile: () => unknown = () => undefined): Promise<boolean> {
    if (pid < 2 || !signal(pid, 'SIGSTOP')) return false
    this.#chaos.note(`froze ${what} ${pid}`)
    this.freezes += 1
    const ms = SHORTEST_FREEZE_MS + pick * (LONGEST_FREEZE_MS - SHORTEST_FREEZE_MS)
    await delay(ms / 2)
    meanwhile()
    await delay(ms / 2)
    signal(pid, 'SIGCONT')
    return true
  }

  #noteDamage(path: string | null): boolean {
    if (path === null) return false
    this.#chaos.note(`damaged ${path}`)
    this.damages += 1
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
}

/** False if the process is gone. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch {
    return false
  }
}

function readOr<T>(absent: T, read: () => T): T {
  try {
    return read()
  } catch {
    // The file is being written, or is missing because no process runs.
    return absent
  }
}
