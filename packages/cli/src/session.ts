import { resolve } from 'node:path'
import type { AIFlowClient } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import { Home } from './home/home.ts'
import { Exit, ExitCode, wrongUse } from './output/errors.ts'
import { type OutputFormat, Printer, type Sink } from './output/printing/printer.ts'
import { type Address, addressOf, addressOfTask, homeOfTask, urlOfTask } from './settings/address.ts'
import type { Config, TaskEnvironment } from './settings/config.ts'
import { type Given, namespaceOf } from './settings/given-settings.ts'

/** The outside of one call of this program. */
export interface Surroundings {
  readonly config: Config
  readonly stdout: Sink
  readonly stderr: Sink
  readonly folder: string
  /** Asks the user at the terminal for a line; null without a terminal. */
  readonly ask: ((question: string) => Promise<string>) | null
  /** Aborted by Ctrl-C, once a command watches it. */
  readonly signal: AbortSignal
  readonly watchSignal: () => AbortSignal
}

/** Options that every command takes. */
export interface CommonOptions {
  readonly output?: OutputFormat
  readonly namespace?: string
  readonly server?: string
  /** The reference's name for `server`. */
  readonly serverUri?: string
  readonly home?: string
}

/** Opens what a command works with, from the options that were given to it. */
export type OpenSession = (command: Command) => Session

/** What a command works with. Nothing is read or connected before it is asked for. */
export class Session {
  readonly printer: Printer
  readonly #surroundings: Surroundings
  readonly #options: CommonOptions

  constructor(surroundings: Surroundings, options: CommonOptions) {
    const { config, stdout, stderr } = surroundings
    this.printer = new Printer({ format: options.output ?? 'table', stdout, stderr, color: config.color })
    this.#surroundings = surroundings
    this.#options = options
  }

  /** Aborted by Ctrl-C. Ctrl-C ends a command that does not use it at once. */
  get signal(): AbortSignal {
    return this.#surroundings.watchSignal()
  }

  get folder(): string {
    return this.#surroundings.folder
  }

  /** The one namespace of a command. Throws for "*". */
  get namespace(): string {
    if (this.#namespace !== '*') return this.#namespace
    throw wrongUse('"*" stands for all namespaces, which only lists take. Name one with "--namespace <name>".')
  }

  /** Whether a namespace was named on the command line. */
  get isNamespaceGiven(): boolean {
    return this.#options.namespace !== undefined
  }

  /** The namespace to filter a list by; undefined for all namespaces, given as "*". */
  get namespaceFilter(): string | undefined {
    return this.#namespace === '*' ? undefined : this.#namespace
  }

  get home(): Home {
    return new Home(this.#options.home ?? this.#surroundings.config.home)
  }

  /** The task that called this program, or null if none did or another server was named. */
  get task(): TaskEnvironment | null {
    const { task } = this.#surroundings.config
    return task === null || this.#isElsewhere(task) ? null : task
  }

  /**
   * A client of the server. In a task it has the rights of the task, unless a token was given; otherwise those of the
   * home. Throws `SERVER_UNAVAILABLE` if no server is running.
   */
  async client(): Promise<AIFlowClient> {
    const { connect } = await import('./settings/connection.ts')
    // Checked now, so that a missing server is reported at once; then for each attempt, because a server may return elsewhere.
    this.#address()
    return connect(() => this.#address())
  }

  /** The URL that `client` uses. */
  serverUrl(): string {
    return this.#address().url
  }

  /** A client for events. In a task it has the rights of the task and needs no set-up. */
  async eventClient(): Promise<AIFlowClient> {
    if (this.task === null) return this.client()
    const { connectAsTask } = await import('./settings/connection.ts')
    return connectAsTask(this.task)
  }

  /** The address that `eventClient` uses now. */
  eventAddress(): Address {
    return this.task === null ? this.#address() : addressOfTask(this.task)
  }

  /** Asks before something is deleted for good, unless `--yes` was given. Ends the command if the answer is no. */
  async confirm(isSure: boolean | undefined, what: string): Promise<void> {
    if (isSure) return
    const { ask } = this.#surroundings
    if (ask === null) throw wrongUse(`${what} Add --yes to do it.`)
    if (/^y(es)?$/i.test((await ask(`${what} Continue? [y/N] `)).trim())) return
    this.printer.note('Nothing was done.')
    throw new Exit(ExitCode.failure)
  }

  /** Naming the server of the task itself changes nothing. */
  #isElsewhere(task: TaskEnvironment): boolean {
    const { home } = this.#options
    const server = this.#serverOption
    if (home !== undefined && resolve(home) !== homeOfTask(task)) return true
    return server !== null && !isSameServer(server.value, urlOfTask(task))
  }

  get #namespace(): string {
    const { namespace } = this.#options
    if (namespace !== undefined) return namespaceOf({ value: namespace, from: '--namespace' })
    return namespaceOf({ value: this.#surroundings.config.namespace, from: 'AIFLOW_NAMESPACE' })
  }

  get #serverOption(): Given | null {
    const { server, serverUri } = this.#options
    const value = server ?? serverUri
    if (value === undefined) return null
    const from = server === undefined ? '--server-uri' : '--server'
    return { value: value.includes('://') ? value : `http://${value}`, from }
  }

  #address(): Address {
    const { task } = this
    const { config } = this.#surroundings
    const token = config.token === null ? null : { value: config.token, from: 'AIFLOW_TOKEN' }
    // The user of the task may be able to read the token of the home, but must not get its rights by accident.
    if (task !== null) return addressOfTask(task, token)
    const url = this.#serverOption ?? (this.#options.home === undefined ? serverVariable(config) : null)
    return addressOf({ home: this.home.folder, url, token })
  }
}

function serverVariable({ serverUrl }: Config): Given | null {
  return serverUrl === null ? null : { value: serverUrl, from: 'AIFLOW_SERVER_URL' }
}

function isSameServer(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin
}
