import { resolve } from 'node:path'
import type { Project } from '../project/project.ts'
import { type Address, addressOf, addressOfTask, homeOfTask, urlOfTask } from './address.ts'
import { type ChosenContext, chooseContext, tokenOfContext } from './choose-context.ts'
import { type Config, environmentVariables, type TaskEnvironment } from './config.ts'
import { type Given, namespaceOf, tokenOf, urlOf, withScheme } from './given-settings.ts'

/** Options of a command line that say which server it is about. */
export interface ServerOptions {
  readonly useContext?: string
  readonly namespace?: string
  readonly server?: string
  /** The reference's name for `server`. */
  readonly serverUri?: string
  readonly home?: string
}

/**
 * Which server a call is about, with which token and namespace. Each of these is the first that is given of: its option,
 * the context of `--use-context`, its variable of the environment, the context of `AIFLOW_CONTEXT` or `aiflow context use`,
 * the configuration of the project, the home. A context counts only for its own server, so that its token is sent nowhere
 * else. Nor is the token of the home sent to a server that the configuration names.
 */
export class ChosenServer {
  readonly #config: Config
  readonly #options: ServerOptions
  readonly #project: Project | null
  #chosen: ChosenContext | null = null

  constructor(config: Config, options: ServerOptions, project: Project | null = null) {
    this.#config = config
    this.#options = options
    this.#project = project
  }

  get home(): string {
    return this.#namedHome ?? this.#project?.home ?? this.#config.userHome
  }

  /** The home with the contexts: they are the user's, in whichever project. */
  get contextsHome(): string {
    return this.#namedHome ?? this.#config.userHome
  }

  /** The server that the configuration of the project names, unless something else names one. */
  get projectServer(): Given | null {
    const isNamed = this.task !== null || this.#given !== null || this.#namedHome !== null
    if (isNamed || this.#project === null || this.context.context !== null || this.context.from !== 'default')
      return null
    return given(this.#project.server, `"server" in "${this.#project.file}"`)
  }

  /** The task that called this program, or null if none did or another server was named. */
  get task(): TaskEnvironment | null {
    const { task } = this.#config
    return task === null || this.#isElsewhere(task) ? null : task
  }

  /** Throws `CONTEXT_NOT_FOUND`. */
  get context(): ChosenContext {
    this.#chosen ??= chooseContext({
      home: this.contextsHome,
      contextOption: this.#options.useContext,
      contextVariable: this.#config.context,
      isServerNamed: this.task !== null || this.#given !== null || this.#options.home !== undefined,
    })
    return this.#chosen
  }

  /** A name, or "*". */
  get namespace(): string {
    const { namespace } = this.#options
    if (namespace !== undefined) return namespaceOf({ value: namespace, from: '--namespace' })
    const ofVariable = given(this.#config.namespace, 'AIFLOW_NAMESPACE')
    const { context, from } = this.context
    const ofContext = given(context?.namespace ?? null, `The namespace of the context "${context?.name}"`)
    const chosen = from === '--use-context' ? (ofContext ?? ofVariable) : (ofVariable ?? ofContext)
    if (chosen !== null) return namespaceOf(chosen)
    // The schema of the configuration has checked it.
    return this.#project?.namespace ?? 'default'
  }

  /** Throws `SERVER_UNAVAILABLE` if none is running, and `INVALID_ARGUMENT` if a setting is not valid. */
  address(): Address {
    const { task } = this
    const ofVariable = given(this.#config.token, 'AIFLOW_TOKEN')
    // The user of the task may be able to read the token of the home, but must not get its rights by accident.
    if (task !== null) return addressOfTask(task, ofVariable)
    const { context, from } = this.context
    const { projectServer } = this
    if (projectServer !== null)
      return { url: urlOf(projectServer), token: ofVariable === null ? null : tokenOf(ofVariable) }
    if (context === null) return addressOf({ home: this.home, url: this.#given, token: ofVariable })
    const ofContext = () => tokenOfContext(context, environmentVariables())
    const token = from === '--use-context' ? (ofContext() ?? ofVariable) : (ofVariable ?? ofContext())
    const url = urlOf({ value: context.server, from: `The server of the context "${context.name}"` })
    // The token of the home is for its own server.
    return { url, token: token === null ? null : tokenOf(token) }
  }

  /** The server of the home, for commands that deal with its processes, too. */
  homeAddress(): Address {
    const { task } = this
    const token = given(this.#config.token, 'AIFLOW_TOKEN')
    return task === null ? addressOf({ home: this.home, url: null, token }) : addressOfTask(task, token)
  }

  /** The server that an option names, for commands that are about the home otherwise. Throws if it is not a URL. */
  get named(): string | null {
    return this.#option === null ? null : urlOf(this.#option)
  }

  get #namedHome(): string | null {
    return this.#options.home ?? this.#config.home
  }

  /** The server that an option or a variable names. */
  get #given(): Given | null {
    if (this.#option !== null) return this.#option
    const isOther = this.#options.home !== undefined || this.#options.useContext !== undefined
    return isOther ? null : given(this.#config.serverUrl, 'AIFLOW_SERVER_URL')
  }

  get #option(): Given | null {
    const { server, serverUri } = this.#options
    const value = server ?? serverUri
    if (value === undefined) return null
    return { value: withScheme(value), from: server === undefined ? '--server-uri' : '--server' }
  }

  /** Naming the server of the task itself changes nothing. */
  #isElsewhere(task: TaskEnvironment): boolean {
    const { home, useContext } = this.#options
    if (useContext !== undefined) return true
    if (home !== undefined && resolve(home) !== homeOfTask(task)) return true
    return this.#option !== null && !isSameServer(this.#option.value, urlOfTask(task))
  }
}

function given(value: string | null, from: string): Given | null {
  return value === null ? null : { value, from }
}

function isSameServer(one: string, other: string): boolean {
  return URL.canParse(one) && URL.canParse(other) && new URL(one).origin === new URL(other).origin
}
