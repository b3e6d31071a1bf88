import type { AIFlowClient } from '@aiflow/sdk/client'
import type { Command } from 'commander'
import { Home } from './home/home.ts'
import { Exit, ExitCode, wrongUse } from './output/errors.ts'
import { type OutputFormat, Printer, type Sink } from './output/printing/printer.ts'
import type { Project } from './project/project.ts'
import { type Address, addressOfTask } from './settings/address.ts'
import type { ChosenContext } from './settings/choose-context.ts'
import { ChosenServer, type ServerOptions } from './settings/chosen-server.ts'
import type { Config, TaskEnvironment } from './settings/config.ts'

/** The outside of one call of this program. */
export interface Surroundings {
  readonly config: Config
  readonly stdout: Sink
  readonly stderr: Sink
  readonly folder: string
  /** Asks the user at the terminal for a line; null without a terminal. */
  readonly ask: ((question: string) => Promise<string>) | null
  /** Reads what must not be shown: a line that the user types at the terminal, or else all of stdin. */
  readonly hiddenInput: (question: string) => Promise<string>
  /** Aborted by Ctrl-C, once a command watches it. */
  readonly signal: AbortSignal
  readonly watchSignal: () => AbortSignal
}

/** Options that every command takes. */
export interface CommonOptions extends ServerOptions {
  readonly output?: OutputFormat
}

/** Opens what a command works with, from the options that were given to it. */
export type OpenSession = (command: Command) => Session

/** What a command works with. Nothing is read or connected before it is asked for. */
export class Session {
  readonly printer: Printer
  readonly #surroundings: Surroundings
  readonly #options: CommonOptions
  readonly #server: ChosenServer
  /** The project of the folder, or null if it belongs to none. Not loaded in a task. */
  readonly project: Project | null

  constructor(surroundings: Surroundings, options: CommonOptions, project: Project | null = null) {
    const { config, stdout, stderr } = surroundings
    this.printer = new Printer({ format: options.output ?? 'table', stdout, stderr, color: config.color })
    this.#surroundings = surroundings
    this.#options = options
    this.#server = new ChosenServer(config, options, project)
    this.project = project
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
    const { namespace } = this.#server
    if (namespace !== '*') return namespace
    throw wrongUse('"*" stands for all namespaces, which only lists take. Name one with "--namespace <name>".')
  }

  /** Whether a namespace was named on the command line. */
  get isNamespaceGiven(): boolean {
    return this.#options.namespace !== undefined
  }

  /** The namespace to filter a list by; undefined for all namespaces, given as "*". */
  get namespaceFilter(): string | undefined {
    const { namespace } = this.#server
    return namespace === '*' ? undefined : namespace
  }

  get home(): Home {
    return new Home(this.#server.home)
  }

  /** The folder with the contexts of the user. */
  get contextsFolder(): string {
    return this.#server.contextsHome
  }

  /** The URL of the server that the configuration of the project names, if commands use it; null otherwise. */
  get projectServer(): string | null {
    return this.#server.projectServer?.value ?? null
  }

  /** The context that names the server. Throws `CONTEXT_NOT_FOUND`. */
  get context(): ChosenContext {
    return this.#server.context
  }

  /** The task that called this program, or null if none did or another server was named. */
  get task(): TaskEnvironment | null {
    return this.#server.task
  }

  /**
   * A client of the server. In a task it has the rights of the task, unless a token was given; otherwise those of the
   * context or the home. Throws `SERVER_UNAVAILABLE` if no server is running.
   */
  async client(): Promise<AIFlowClient> {
    const { connect } = await import('./settings/connection.ts')
    // Checked now, so that a missing server is reported at once; then for each attempt, because a server may return elsewhere.
    this.#server.address()
    return connect(() => this.#server.address())
  }

  /** A client of the server of the home, whatever other server was named. */
  async homeClient(): Promise<AIFlowClient> {
    const { connect } = await import('./settings/connection.ts')
    return connect(() => this.#server.homeAddress())
  }

  /** The server that `--server` names, or null. */
  get namedServer(): string | null {
    return this.#server.named
  }

  /** The URL that `client` uses. */
  serverUrl(): string {
    return this.#server.address().url
  }

  /** A client for events. In a task it has the rights of the task and needs no set-up. */
  async eventClient(): Promise<AIFlowClient> {
    if (this.task === null) return this.client()
    const { connectAsTask } = await import('./settings/connection.ts')
    return connectAsTask(this.task)
  }

  /** The address that `eventClient` uses now. */
  eventAddress(): Address {
    return this.task === null ? this.#server.address() : addressOfTask(this.task)
  }

  /** Reads what must not be shown: a line that the user types at the terminal, or else all of stdin. */
  hiddenInput(question: string): Promise<string> {
    return this.#surroundings.hiddenInput(question)
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
}
