import type { Duplex } from 'node:stream'
import type { ResolvedConnection } from '@aiflow/sdk/internal/connections'
import { startTimer, stopTimer, type Timer } from '@aiflow/sdk/internal/time'
import {
  type MessageOf,
  OLDEST_WORKER_PROTOCOL,
  type Report,
  type ServerMessage,
  WORKER_PROTOCOL,
  type WorkerLimits,
  type WorkerMessage,
} from '@aiflow/sdk/internal/worker-protocol'
import type { WebSocket } from 'ws'
import type { Logger } from '../log/logger.ts'
import type { LogRange, LogSearch } from '../log/worker-directory.ts'
import type {
  Attachment,
  Evaluation,
  QuestionToSend,
  SpecToSend,
  WarmSnapshot,
  WorkerLink,
  WorkerPort,
} from '../log/worker-port.ts'
import type { AttemptParts } from './attempt-parts.ts'
import { GatheredHello, type Hello } from './gathered-hello.ts'
import { droppedOf, knowsItems, runsPython, takesSecrets, withoutShared } from './older-protocols.ts'
import type { OpenQuestions } from './open-questions.ts'
import { PendingCalls } from './pending-calls.ts'
import { type RefusedPart, readMessage } from './read-message.ts'
import { SpecSender } from './spec-sender.ts'
import { isLargeQuestion, questionToWire } from './wire-questions.ts'
import { FETCHING_PROTOCOL } from './wire-specs.ts'

/** Added to the time limit of user code, because a busy worker evaluates one condition after the other. */
const EVALUATE_MARGIN_MS = 30_000
const READ_LOG_LIMIT_MS = 10_000
/** The worker gives up after 10 seconds, and has to start a process. */
const TEST_LIMIT_MS = 30_000
/** How long an acknowledgement waits at most for attempts to be sent together with it. */
const ACKNOWLEDGE_LIMIT_MS = 5
const HELLO_LIMIT_MS = 10_000

/** Close codes of our own, from the private range of RFC 6455. */
const CLOSE = Object.freeze({ refused: 4000, replaced: 4001, malformed: 4002, notStored: 4003 })

export type LogAnswer = MessageOf<WorkerMessage, 'log'>['result']
export type ConnectionAnswer = MessageOf<WorkerMessage, 'connectionTested'>['result']
export type MatchesAnswer = MessageOf<WorkerMessage, 'logMatches'>['result']

export interface WorkerSessionOptions {
  readonly socket: WebSocket
  /** What the socket writes to. */
  readonly stream: Pick<Duplex, 'cork' | 'uncork'>
  readonly scheduler: WorkerPort
  serverUrl(): string
  /** How long workers keep the logs of ended tasks. */
  readonly logDays: number
  /** The limits of user code on the workers. */
  readonly limits: WorkerLimits
  /** Large parts of the attempts that were sent to workers. */
  readonly parts: AttemptParts
  /** Questions that are too large for a message. */
  readonly questions: OpenQuestions
  readonly logger: Logger
  readonly version: string
  /** Called with each worker that was accepted. */
  onHello(session: WorkerSession, hello: Hello): void
  /** Called with each worker that was refused, and the reason. */
  onRefused(hello: Hello, reason: string): void
}

/**
 * One connection of one worker. It opens with `hello`, which is answered by `welcome` or `refused`. Commands that the
 * scheduler sends before the welcome has left wait for it. A report is acknowledged once it is stored. If it cannot be
 * stored, the connection is closed, so that the worker sends it again.
 */
export class WorkerSession implements WorkerLink {
  readonly #options: WorkerSessionOptions
  readonly #evaluations = new PendingCalls<Evaluation>({
    unanswered: (reason) => ({ type: 'error', cause: 'worker', message: noAnswer(reason) }),
  })
  readonly #logReads = new PendingCalls<LogAnswer>({ unanswered: noLog })
  readonly #logSearches = new PendingCalls<MatchesAnswer>({ unanswered: noLog })
  readonly #connectionTests = new PendingCalls<ConnectionAnswer>({
    unanswered: (reason) => ({ ok: false, message: noAnswer(reason), durationMs: 0 }),
  })
  readonly #helloTimer: Timer
  readonly #hello = new GatheredHello()
  #workerId: string | null = null
  #protocol = WORKER_PROTOCOL
  #version = ''
  #sharesProcesses = false
  #beforeWelcome: (() => void)[] | null = []
  #specs: SpecSender | null = null
  /** Reports that are stored and not acknowledged yet. */
  readonly #stored = new Set<string>()
  #acknowledgeTimer: Timer | null = null

  constructor(options: WorkerSessionOptions) {
    this.#options = options
    this.#helloTimer = startTimer(() => options.socket.close(CLOSE.malformed, 'no "hello" came'), HELLO_LIMIT_MS)
    options.socket.on('message', (data) => this.#hear(String(data)))
    options.socket.once('close', () => this.#closed())
  }

  start(specs: readonly SpecToSend[]): void {
    this.#afterWelcome(() => this.#startAndAcknowledge(specs))
    for (const spec of specs) this.#tellDropped(spec)
  }

  stop(attemptIds: readonly string[]): void {
    this.#afterWelcome(() => this.#specs?.stop(attemptIds))
  }

  warm(snapshot: WarmSnapshot): void {
    this.#afterWelcome(() => {
      const kinds = this.#sharesProcesses ? snapshot.kinds : withoutShared(snapshot.kinds)
      this.#send({ type: 'warm', ...snapshot, kinds: [...kinds] })
    })
  }

  async evaluate(question: QuestionToSend): Promise<Evaluation> {
    let name: string | null = null
    let isOver = false
    try {
      return await this.#evaluations.ask(question.timeoutMs + EVALUATE_MARGIN_MS, (requestId) =>
        this.#afterWelcome(() => {
          if (isOver) return
          name = this.#mayFetch(question) ? this.#options.questions.keep(question) : null
          this.#send({ type: 'evaluate', requestId, ...questionToWire(question, this.#protocol, name) })
        }),
      )
    } finally {
      isOver = true
      if (name !== null) this.#options.questions.forget(name)
    }
  }

  readLog(attemptId: string, range: LogRange): Promise<LogAnswer> {
    return this.#logReads.ask(READ_LOG_LIMIT_MS, (requestId) =>
      this.#command({ type: 'readLog', requestId, attemptId, ...range }),
    )
  }

  searchLog(attemptId: string, search: LogSearch): Promise<MatchesAnswer> {
    return this.#logSearches.ask(READ_LOG_LIMIT_MS, (requestId) =>
      this.#command({ type: 'searchLog', requestId, attemptId, ...search }),
    )
  }

  testConnection(connection: ResolvedConnection): Promise<ConnectionAnswer> {
    return this.#connectionTests.ask(TEST_LIMIT_MS, (requestId) =>
      this.#command({ type: 'testConnection', requestId, connection }),
    )
  }

  forget(attemptIds: readonly string[]): void {
    if (this.#protocol >= 2) this.#command({ type: 'forget', attemptIds: [...attemptIds] })
  }

  shutdown(stopTasks: boolean): void {
    this.#command({ type: 'shutdown', stopTasks })
  }

  /** The same worker connected again. Only its newest connection counts. */
  replace(): void {
    this.#options.socket.close(CLOSE.replaced, 'this worker has connected again')
  }

  /** Must never throw: the server keeps running whatever a worker sends. */
  #hear(text: string): void {
    try {
      const { message, refused } = readMessage(text, Date.now())
      for (const part of refused) this.#tellRefused(part)
      this.#receive(message, refused)
    } catch (error) {
      this.#fail('a message cannot be read', error)
    }
  }

  #tellRefused({ id, problem }: RefusedPart): void {
    this.#options.logger.warn(
      { workerId: this.#workerId, id, problem },
      'a part of a message from a worker was refused',
    )
  }

  #receive(message: WorkerMessage, refused: readonly RefusedPart[]): void {
    if (this.#workerId === null) return this.#hearHello(message)
    this.#take(message, this.#workerId, refused)
  }

  /** Collects the parts of a hello until it is complete. */
  #hearHello(message: WorkerMessage): void {
    if (!this.#hello.add(message)) {
      const isFirst = this.#hello.whole === null
      return this.#fail(isFirst ? 'the first message is not "hello"' : 'the "hello" is incomplete')
    }
    const { whole, leftOut } = this.#hello
    if (message.more || whole === null) return
    stopTimer(this.#helloTimer)
    if (leftOut > 0) {
      this.#options.logger.warn(
        { workerId: whole.workerId, leftOut },
        'a worker holds more attempts than one connection may name',
      )
    }
    this.#greet(whole).catch((error: unknown) => this.#fail('the worker could not be attached', error))
  }

  #take(message: WorkerMessage, workerId: string, refused: readonly RefusedPart[]): void {
    switch (message.type) {
      case 'held':
      case 'hello':
        return this.#fail('a second "hello" came')
      case 'reports':
        this.#store(message, workerId, refused).catch((error: unknown) => {
          this.#options.logger.warn(
            { err: error, workerId },
            'reports could not be stored; the worker will send them again',
          )
          this.#options.socket.close(CLOSE.notStored, 'the reports could not be stored')
        })
        return
      case 'frozen':
        return this.#options.scheduler.noteFrozen(this, message.attemptIds)
      case 'preparing':
        return this.#options.scheduler.notePreparing(this, message.attempts)
      case 'evaluated':
        return this.#evaluations.answer(message.requestId, message.result)
      case 'log':
        return this.#logReads.answer(message.requestId, message.result)
      case 'connectionTested':
        return this.#connectionTests.answer(message.requestId, message.result)
      case 'logMatches':
        return this.#logSearches.answer(message.requestId, message.result)
    }
  }

  async #greet(hello: Hello): Promise<void> {
    const { scheduler, onHello } = this.#options
    if (hello.protocol < OLDEST_WORKER_PROTOCOL || hello.protocol > WORKER_PROTOCOL) return this.#refuse(hello)
    this.#protocol = hello.protocol
    this.#version = hello.version
    this.#sharesProcesses = hello.sharedSlots !== undefined
    this.#workerId = hello.workerId
    const { workerId: id, bootId, slots, sharedSlots, operators, features, held, found = [], storeId } = hello
    onHello(this, hello)
    const worker = { id, bootId, slots, sharedSlots, operators, features, held, found, storeId }
    const attached = await scheduler.attachWorker(worker, this)
    if (this.#options.socket.readyState !== this.#options.socket.OPEN) return scheduler.detachWorker(id, this)
    this.#welcome(hello, attached)
    for (const { spec } of attached.wanted) this.#tellDropped(spec)
  }

  #welcome(hello: Hello, { storeId, wanted, settled }: Attachment): void {
    const { socket, serverUrl, logDays, limits, parts } = this.#options
    const welcome = {
      protocol: this.#protocol,
      storeId,
      serverUrl: serverUrl(),
      settled: [...settled],
      logDays,
      limits,
    }
    const sharesProcesses = this.#sharesProcesses
    const python = runsPython(hello.operators)
    const [secrets, items] = [takesSecrets(hello.features), knowsItems(hello.features)]
    const { workerId } = hello
    this.#specs = new SpecSender({ socket, workerId, welcome, parts, sharesProcesses, python, secrets, items })
    this.#specs.welcome(wanted, new Set(hello.held.map(({ attemptId }) => attemptId)))
    const waiting = this.#beforeWelcome ?? []
    this.#beforeWelcome = null
    for (const command of waiting) command()
  }

  #refuse(hello: Hello): void {
    const { logger, version, onRefused } = this.#options
    const worker = `The worker is AIFlow ${hello.version} and speaks version ${hello.protocol} of the protocol`
    const versions = `${OLDEST_WORKER_PROTOCOL} to ${WORKER_PROTOCOL}`
    const message = `${worker}, the server is AIFlow ${version} and speaks versions ${versions}. Use the same AIFlow for both.`
    onRefused(hello, message)
    logger.warn({ workerId: hello.workerId, protocol: hello.protocol }, 'a worker of another version was refused')
    this.#send({ type: 'refused', code: 'PROTOCOL_MISMATCH', message })
    this.#options.socket.close(CLOSE.refused, 'another version of the protocol')
  }

  /** A refused report is acknowledged too, because the worker would only repeat it. */
  async #store(
    { reports }: MessageOf<WorkerMessage, 'reports'>,
    workerId: string,
    refused: readonly RefusedPart[],
  ): Promise<void> {
    for (const { report } of reports) {
      if (report.type === 'running' || report.type === 'finished') this.#options.parts.forget(report.attemptId)
    }
    await this.#options.scheduler.report(
      workerId,
      reports.map(({ report }) => report),
    )
    // A worker keeps what is not acknowledged, and repeats it once the execution can be read.
    const isKept = ({ report }: { readonly report: Report }) =>
      report.type === 'metrics' || !this.#options.scheduler.isSetAside(report.attemptId)
    this.#acknowledge([...reports.filter(isKept), ...refused])
  }

  /**
   * No worker waits for an acknowledgement, so it leaves with the next attempts, in one write. Messages that were stored
   * meanwhile share it.
   */
  #acknowledge(stored: readonly { readonly id: string }[]): void {
    for (const { id } of stored) this.#stored.add(id)
    this.#acknowledgeTimer ??= startTimer(() => this.#sendAcknowledgement(), ACKNOWLEDGE_LIMIT_MS)
  }

  #startAndAcknowledge(specs: readonly SpecToSend[]): void {
    const { stream } = this.#options
    stream.cork()
    try {
      this.#specs?.start(specs)
      if (this.#acknowledgeTimer !== null) this.#sendAcknowledgement()
    } finally {
      stream.uncork()
    }
  }

  #sendAcknowledgement(): void {
    stopTimer(this.#acknowledgeTimer)
    this.#acknowledgeTimer = null
    const reportIds = [...this.#stored]
    this.#stored.clear()
    this.#send({ type: 'acknowledge', reportIds })
  }

  #fail(problem: string, error?: unknown): void {
    this.#options.logger.warn(
      { err: error, workerId: this.#workerId },
      `the connection of a worker was closed: ${problem}`,
    )
    this.#options.socket.close(CLOSE.malformed, problem)
  }

  #closed(): void {
    stopTimer(this.#helloTimer)
    stopTimer(this.#acknowledgeTimer)
    if (this.#workerId !== null) this.#options.scheduler.detachWorker(this.#workerId, this)
    this.#evaluations.close()
    this.#logReads.close()
    this.#logSearches.close()
    this.#connectionTests.close()
  }

  #mayFetch(question: QuestionToSend): boolean {
    return this.#protocol >= FETCHING_PROTOCOL && isLargeQuestion(question)
  }

  #command(message: ServerMessage): void {
    this.#afterWelcome(() => this.#send(message))
  }

  #afterWelcome(command: () => void): void {
    if (this.#beforeWelcome === null) command()
    else this.#beforeWelcome.push(command)
  }

  /** An older worker ignores what it does not know. The log says so, and a stop that has to wait shows why. */
  #tellDropped(spec: SpecToSend): void {
    const dropped = droppedOf(spec, this.#protocol)
    if (dropped.length === 0) return
    const { logger, scheduler } = this.#options
    const { attemptId, workflowExecutionId, taskName, purpose } = spec
    const workerId = this.#workerId ?? ''
    const worker = `The worker "${workerId}" is AIFlow ${this.#version}`
    logger.warn(
      { workerId, attemptId, task: `${workflowExecutionId}/${taskName}`, dropped },
      'an older worker does not do everything that a task asks for',
    )
    if (purpose !== 'stopOutside') return
    const error = `${worker}, which cannot stop work outside by its handle. It waits until a newer worker takes its place.`
    scheduler.report(workerId, [{ type: 'stopping', attemptId, phase: 'outside', error }]).catch((cause: unknown) => {
      logger.warn({ err: cause, workerId, attemptId }, 'the reason why a stop waits could not be stored')
    })
  }

  /** If the connection closes, the next welcome repeats what was lost. */
  #send(message: ServerMessage): void {
    const { socket } = this.#options
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }
}

function noLog(reason: 'timeout' | 'disconnected') {
  const code = reason === 'timeout' ? 'TIMEOUT' : 'WORKER_UNAVAILABLE'
  return { type: 'error', code, message: noAnswer(reason) } as const
}

function noAnswer(reason: 'timeout' | 'disconnected'): string {
  return reason === 'timeout' ? 'The worker did not answer in time.' : 'The connection to the worker ended.'
}
