import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AIFlowClient } from '@aiflow/sdk/client'
import { AIFlowHome, type AIFlowHomeOptions } from '../support/aiflow-home.ts'
import { Daemons } from './daemons.ts'

const START_TRIES = 5

/** A home whose server comes and goes. Its client retries without limit, so a request succeeds once there is a server. */
export class ChaosHome {
  readonly home: AIFlowHome
  /** Runs work of its tasks outside the home. */
  readonly daemons = new Daemons()
  readonly patient: AIFlowClient
  readonly #journal: string
  #url = 'http://127.0.0.1:9'

  constructor(options: AIFlowHomeOptions) {
    this.home = new AIFlowHome(options)
    this.#journal = join(this.home.folder, 'chaos.log')
    this.patient = new AIFlowClient({
      url: () => this.#lastUrl(),
      token: () => readFileSync(join(this.home.folder, 'token'), 'utf8').trim(),
      retry: { attempts: Number.POSITIVE_INFINITY, maxDelayMs: 200 },
    })
  }

  /** Notes what was done to the home, to help the investigation of a failure. */
  note(text: string): void {
    appendFileSync(this.#journal, `${new Date().toISOString()} ${text}\n`)
  }

  hasServer(): boolean {
    return existsSync(this.#serverFile)
  }

  /** Starts a server as a supervisor does: again if it died at once. */
  async startServer(): Promise<void> {
    for (let left = START_TRIES; ; left -= 1) {
      const { exitCode, stderr } = await this.home.run('server', 'start', '-d', '--port', '0')
      this.note(`server start: ${exitCode} ${stderr.trim()}`)
      if (exitCode === 0) return
      if (left === 1) throw new Error(`The server did not start: ${stderr}`)
    }
  }

  get #serverFile(): string {
    return join(this.home.folder, 'server.json')
  }

  #lastUrl(): string {
    // The file is missing while no server runs. The address of the last one refuses, and the client retries.
    if (!this.hasServer()) return this.#url
    try {
      this.#url = this.home.url
    } catch {
      // It was damaged, and no server is running that would repair it.
    }
    return this.#url
  }
}
