import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkerLimits } from '@aiflow/sdk/internal/worker-protocol'
import { pino } from 'pino'
import { Access } from './access/access.ts'
import { checkExposure } from './access/exposure.ts'
import { RateLimits } from './access/rate-limits.ts'
import { Sessions } from './access/sessions.ts'
import { TokenUse } from './access/token-use.ts'
import { CONFIG_KEYS, type Config, configSchema } from './config/config-schema.ts'
import { type ConfigSetting, settingsInUse } from './config/read-config.ts'
import {
  closeToOthers,
  describeOpenHome,
  readOrCreateSecret,
  removeServerFile,
  renewSecret,
  renewServerFile,
  SECRETS_KEY,
  secretsKeyFile,
  writeServerFile,
} from './home-files.ts'
import { HomeKeeper } from './home-keeper.ts'
import { type AssistantDoor, type LoadAssistantDoor, loadedWhenUsed } from './http/assistants/assistant-door.ts'
import { DEFAULT_SILENCE_MS, HttpServer } from './http/http-server.ts'
import { DEFAULT_UNREAD, type UnreadTextOptions } from './http/streams/unread-text.ts'
import { openLogOutput } from './log/log-output.ts'
import type { Logger } from './log/logger.ts'
import { ServerMetrics } from './metrics/server-metrics.ts'
import { openStore } from './open-store.ts'
import { TaskTokens } from './scheduler/commands/task-tokens.ts'
import { Scheduler } from './scheduler/scheduler.ts'
import { Historian } from './scheduler/upkeep/historian.ts'
import { KeyRing } from './secrets/key-ring.ts'
import { Secrets } from './secrets/secrets.ts'
import { configuredSources } from './secrets/sources/configured-sources.ts'
import { FolderBlobStorage } from './storage/folder-blobs.ts'
import { countDeadLetters } from './storage/reads/dead-letter-reads.ts'
import type { Store } from './storage/store.ts'
import { AlarmClock } from './timer/alarm-clock.ts'
import { StoreExplainer } from './why/store-explainer.ts'
import { WorkerHub } from './workers/worker-hub.ts'

const DEFAULT_SETTINGS: readonly ConfigSetting[] = CONFIG_KEYS.map((key) => ({
  ...key,
  value: key.byDefault,
  source: 'default',
}))

/** The settings of a running server. The address is separate, since the command line may set it, too. */
type ServerConfig = Pick<Config, 'limits' | 'guards' | 'history' | 'secrets' | 'log'> & {
  readonly server: Pick<Config['server'], 'names' | 'mcp'>
}

export interface ServerOptions {
  /** Folder of the store, the blobs, the logs and the token. */
  readonly home: string
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly version: string
  /** The defaults if omitted. */
  readonly config?: ServerConfig
  /** The source of each setting. Without it, every value that differs from its default counts as an option. */
  readonly settings?: readonly ConfigSetting[]
  /** The keys of secrets, as `AIFLOW_SECRETS_KEY` has them; those of a file in the home if it is null or omitted. */
  readonly secretsKey?: string | null
  /** The environment in which the source `environment` looks for secrets; none if omitted. */
  readonly secretVariables?: Readonly<Record<string, string | undefined>>
  readonly logger?: Logger
  /** Folder of the built web page. Without it, the server has none. */
  readonly pageFolder?: string | null
  /** Loads what answers assistants, at their first request. Without it, nothing answers them. */
  readonly loadAssistantDoor?: LoadAssistantDoor | null
  /** Milliseconds since the epoch; the clock of the machine by default. */
  readonly now?: () => number
  /** Limits of what clients may leave unread in streams; 30 seconds and 64 Mi characters by default. */
  readonly unread?: UnreadTextOptions
  /** How long an idle HTTP connection may stay open, in milliseconds; two minutes by default. */
  readonly silenceMs?: number
  /** Whether long reads of the store have a thread of their own, so that commits do not wait for them; true by default. */
  readonly hasReadThread?: boolean
}

export interface Server {
  readonly url: string
  /** Answers running requests, closes the store and ends. Tasks keep running. */
  stop(): Promise<void>
  /** Resolves once the server has stopped; rejects if it stopped because it lost its store. */
  readonly finished: Promise<void>
  /** Writes the server's log. */
  readonly logger: Logger
}

/** Builds and wires the server: the only place that knows all parts. */
export async function startServer(options: ServerOptions): Promise<Server> {
  mkdirSync(options.home, { recursive: true, mode: 0o700 })
  closeToOthers(options.home)
  const config = options.config ?? configSchema.parse({})
  const logger = options.logger ?? createLogger(config.log.level)
  const running = new RunningServer({
    ...options,
    config,
    logger,
    settings: settingsInUse(options.settings ?? DEFAULT_SETTINGS, {
      ...config,
      server: { ...config.server, host: options.host, port: options.port },
    }),
    secretsKey: options.secretsKey ?? null,
    secretVariables: options.secretVariables ?? {},
    pageFolder: options.pageFolder ?? null,
    loadAssistantDoor: options.loadAssistantDoor ?? null,
    now: options.now ?? Date.now,
    unread: options.unread ?? DEFAULT_UNREAD,
    silenceMs: options.silenceMs ?? DEFAULT_SILENCE_MS,
    hasReadThread: options.hasReadThread ?? true,
  })
  try {
    await running.start()
  } catch (error) {
    // Let running work finish. The first failure is the one that matters.
    await running.stop().catch(() => undefined)
    throw error
  }
  return running
}

function namesOf(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
}

/** One JSON object a line, with texts for both people and programs. */
function createLogger(level: string): Logger {
  const base = { pid: process.pid }
  const options = {
    level,
    base,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(options, openLogOutput())
}

class RunningServer implements Server {
  readonly finished: Promise<void>
  readonly #options: Required<ServerOptions>
  readonly #startTime: number
  #store: Store | null = null
  #keeper: HomeKeeper | null = null
  #scheduler: Scheduler | null = null
  #clock: AlarmClock | null = null
  #historian: Historian | null = null
  #hub: WorkerHub | null = null
  #http: HttpServer | null = null
  #url = ''
  #stopping: Promise<void> | null = null
  #isReady = false
  #resolveFinished: () => void = () => {}
  #rejectFinished: (error: unknown) => void = () => {}

  constructor(options: Required<ServerOptions>) {
    this.#options = options
    this.#startTime = options.now()
    this.finished = new Promise((resolve, reject) => {
      this.#resolveFinished = resolve
      this.#rejectFinished = reject
    })
    // A caller that no longer waits still finds the result in the log.
    this.finished.catch(() => {})
  }

  get logger(): Logger {
    return this.#options.logger
  }

  get url(): string {
    return this.#url
  }

  async start(): Promise<void> {
    const { home, host, port, version, logger, now, config, pageFolder, hasReadThread, secretsKey } = this.#options
    const warn = (message: string) => logger.warn({ home }, message)
    const secrets = new Map<string, string>()
    const secretOf = (name: string) => {
      const secret = readOrCreateSecret(home, name, warn)
      secrets.set(name, secret)
      return secret
    }
    const openHome = describeOpenHome(home)
    if (openHome !== null) warn(openHome)
    const store = openStore({ home, now, logger, hasReadThread })
    this.#store = store
    const blobs = new FolderBlobStorage({ folder: join(home, 'blobs'), now })
    const scheduler = await Scheduler.open({
      storage: store.scheduler,
      tokens: new TaskTokens(secretOf('task-secret')),
      logger,
      now,
      guards: config.guards,
      lostStore: (error) => this.#fail(error),
    })
    this.#scheduler = scheduler
    const { reads } = store
    checkExposure({ host, tokens: await reads.tokens.list(), now: now() })
    const sessions = new Sessions({
      secret: secretOf('session-secret'),
      storeId: scheduler.storeId,
      isEnded: (session) => scheduler.isSessionEnded(session),
      now,
    })
    const access = new Access({
      tokens: scheduler,
      homeToken: secretOf('token'),
      use: new TokenUse((tokenId, time) => this.#noteTokenUse(tokenId, time)),
      sessions,
      now,
    })
    const keys = new KeyRing({ given: secretsKey, file: secretsKeyFile(home, warn) })
    const ownNames = [host, ...namesOf(config.server.names)]
    this.#hub = new WorkerHub({
      scheduler,
      access,
      logger,
      version,
      ownNames,
      serverUrl: () => this.#url,
      logDays: config.history.logDays,
      limits: workerLimitsOf(config),
    })
    const metrics = new ServerMetrics({
      home,
      version,
      laneEvents: config.guards.laneEvents,
      load: () => scheduler.load(),
      isWritable: () => scheduler.storeFault === null,
      isReadable: () => reads.fault === null,
      isClockBehind: () => scheduler.clockBehindUntil !== null,
      deadLetters: () => countDeadLetters(reads.deadLetters),
      workers: () => this.#hub?.list() ?? [],
    })
    scheduler.onCommitReport((report) => metrics.committed(report))
    this.#http = new HttpServer({
      eventLog: scheduler,
      controls: scheduler,
      live: scheduler,
      storage: reads,
      blobs,
      workers: this.#hub,
      explainer: new StoreExplainer({ storage: reads, live: scheduler }),
      secrets: new Secrets(keys, scheduler, configuredSources(config.secrets, this.#options.secretVariables)),
      access,
      sessions,
      limits: config.limits,
      rates: new RateLimits({ requestsPerSecond: config.limits.requestsPerSecond, now: () => performance.now() }),
      metrics,
      surroundings: { home, schema: store.schema, settings: this.#options.settings },
      version,
      pageFolder,
      assistantDoor: this.#assistantDoor(metrics),
      startTime: this.#startTime,
      now,
      isReady: () => this.#isReady,
      load: () => scheduler.load(),
      stopServer: ({ tasks }) => this.#stopAsAsked(tasks),
      ownNames,
      unread: this.#options.unread,
      silenceMs: this.#options.silenceMs,
      log: logger,
    })
    this.#hub.attach(this.#http.server)
    this.#url = await this.#http.start({ host, port })
    this.#clock = new AlarmClock({ timers: scheduler, logger, now, elapsed: () => performance.now() })
    this.#clock.start()
    this.#historian = new Historian({ storage: store.scheduler, blobs, scheduler, limits: config.history, logger, now })
    this.#historian.start()
    this.#isReady = true
    const file = { url: this.#url, pid: process.pid, version }
    writeServerFile(home, file, warn)
    this.#keeper = new HomeKeeper({
      logger,
      confirm: () => store.confirm(),
      mend: () => {
        store.mend()
        renewServerFile(home, file, warn)
        for (const [name, secret] of secrets) renewSecret(home, name, secret, warn)
        if (keys.fileText !== null) renewSecret(home, SECRETS_KEY, keys.fileText, warn)
      },
      failed: (error) => this.#fail(error),
    })
    this.#keeper.start()
    logger.info({ url: this.#url, home, lastOffset: scheduler.lastOffset }, 'the server is ready')
  }

  #assistantDoor(metrics: ServerMetrics): AssistantDoor | null {
    const { loadAssistantDoor, config, version, logger } = this.#options
    const { mcp: access } = config.server
    if (loadAssistantDoor === null || access === 'off') return null
    return loadedWhenUsed(loadAssistantDoor, {
      version,
      access,
      url: () => this.#url,
      called: (call) => metrics.assistantCalled(call),
      failed: (error) => logger.error({ err: error }, 'a tool for assistants failed'),
    })
  }

  #noteTokenUse(tokenId: number, time: number): void {
    this.#scheduler?.control({ type: 'noteTokenUse', tokenId, time }, null).catch((error: unknown) => {
      this.#options.logger.warn({ err: error, tokenId }, 'the use of a token could not be recorded')
    })
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop(null).then(this.#resolveFinished, this.#rejectFinished)
    return this.#stopping
  }

  #stopAsAsked(tasks: boolean): void {
    if (tasks) this.#hub?.shutdownWorkers(true)
    this.stop().catch((error: unknown) => this.#options.logger.error({ err: error }, 'the server did not stop cleanly'))
  }

  async #stop(reason: unknown): Promise<void> {
    this.#keeper?.stop()
    const wasReady = this.#isReady
    // A server that found another one here has not written this file.
    if (wasReady) removeServerFile(this.#options.home)
    this.#isReady = false
    this.#clock?.stop()
    // Close the workers first: an HTTP server does not close while there are WebSockets.
    await this.#hub?.stop()
    await this.#http?.stop()
    await this.#historian?.stop()
    await this.#store?.close(reason, async () => this.#scheduler?.close())
    if (wasReady) this.#options.logger.info({}, 'the server has stopped')
  }

  #fail(error: unknown): void {
    this.#options.logger.fatal({ err: error }, 'the server lost its store and stops')
    this.#stopping ??= this.#stop(error).then(
      () => this.#rejectFinished(error),
      () => this.#rejectFinished(error),
    )
  }
}

function workerLimitsOf({
  limits: { logBytes, taskHeapBytes, conditionHeapBytes, folderBytes },
  history: { folderDays },
}: Pick<Config, 'limits' | 'history'>): WorkerLimits {
  return { logBytes, taskHeapBytes, conditionHeapBytes, folderDays, folderBytes }
}
