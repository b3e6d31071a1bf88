import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { FromSystem, RoundRequest, ToSystem } from './systems/system.ts'

/** The systems, each with the program of its process and the words that it is started with. */
const SYSTEMS = {
  aiflow: ['aiflow.ts'],
  'aiflow-shared': ['aiflow.ts', 'shared-'],
  restate: ['restate.ts'],
  dbos: ['dbos.ts'],
} as const

export type SystemName = keyof typeof SYSTEMS

export const SYSTEM_NAMES = Object.keys(SYSTEMS) as SystemName[]

export type RoundResult = Omit<Extract<FromSystem, { type: 'round' }>, 'type'>

/** A system in a process of its own, which idles while others have their turn. */
export class Participant {
  readonly name: SystemName
  readonly #process: ChildProcess

  /** Resolves when the system can do a round. */
  static async start(name: SystemName): Promise<Participant> {
    const [program, ...words] = SYSTEMS[name]
    const path = join(import.meta.dirname, 'systems', program)
    const participant = new Participant(name, fork(path, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }))
    await participant.#answer('ready')
    return participant
  }

  private constructor(name: SystemName, process: ChildProcess) {
    this.name = name
    this.#process = process
  }

  async round(request: RoundRequest): Promise<RoundResult> {
    this.#tell(request)
    return this.#answer('round')
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return
    const exit = once(this.#process, 'exit')
    this.#tell('close')
    await exit
  }

  #tell(message: ToSystem): void {
    this.#process.send(message)
  }

  #answer<Type extends FromSystem['type']>(type: Type): Promise<Extract<FromSystem, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const died = (code: number | null) => reject(new Error(`${this.name} ended with exit code ${code}.`))
      this.#process.once('exit', died)
      this.#process.once('message', (message: FromSystem) => {
        this.#process.off('exit', died)
        if (message.type === type) resolve(message as Extract<FromSystem, { type: Type }>)
        else reject(new Error(`${this.name}: ${message.type === 'failed' ? message.reason : message.type}`))
      })
    })
  }
}
