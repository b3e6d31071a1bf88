import type { MessageOf, ServerMessage, WantedAttempt } from '@aiflow/sdk/internal/worker-protocol'
import type { WebSocket } from 'ws'
import type { Attachment, SpecToSend } from '../log/worker-port.ts'
import type { AttemptParts } from './attempt-parts.ts'
import {
  acceptsAttempt,
  forProtocol,
  unshared,
  withoutItems,
  withoutPython,
  withoutSecrets,
} from './older-protocols.ts'
import { type SpecEntry, SpecStream } from './spec-stream.ts'
import { FETCHING_PROTOCOL, largeParts, toWholeWire, toWire, withoutWeight } from './wire-specs.ts'

type Wanted = Attachment['wanted'][number]

export interface SpecSenderOptions {
  readonly socket: WebSocket
  readonly workerId: string
  readonly welcome: Omit<MessageOf<ServerMessage, 'welcome'>, 'type' | 'wanted' | 'holds'>
  readonly parts: AttemptParts
  /** Whether the worker knows tasks that share processes. */
  readonly sharesProcesses: boolean
  /** Whether it runs the tasks of a PythonOperator. */
  readonly python: boolean
  /** Whether it takes tasks with secrets. */
  readonly secrets: boolean
  /** Whether it runs items of lists. */
  readonly items: boolean
}

/**
 * Sends attempts to a worker, in the form of its protocol version. A worker of the newest version gets names in the
 * welcome, then specs without their large parts, and fetches these. An older one gets whole specs, in several messages
 * if one would be too long.
 */
export class SpecSender {
  readonly #options: SpecSenderOptions
  readonly #protocol: number
  readonly #stream: SpecStream

  constructor(options: SpecSenderOptions) {
    this.#options = options
    this.#protocol = options.welcome.protocol
    this.#stream = new SpecStream({
      text: (entry) => this.#text(entry),
      send: (kind, texts, left) => this.#send(this.#message(kind, texts), left),
      waiting: () => options.socket.bufferedAmount,
    })
  }

  /** `held`: the attempts that the worker holds, as it said. */
  welcome(wanted: readonly Wanted[], held: ReadonlySet<string>): void {
    const { parts, workerId } = this.#options
    parts.retain(workerId, new Set(wanted.map(({ spec }) => spec.attemptId)))
    const withPython = this.#options.python ? wanted : wanted.flatMap(withoutPython)
    const withSecrets = this.#options.secrets ? withPython : withPython.flatMap(withoutSecrets)
    const known = this.#options.items ? withSecrets : withSecrets.flatMap(withoutItems)
    const taken = known.flatMap(({ spec, stop }) => this.#taken(spec).map((each) => ({ spec: each, stop })))
    const isKnown = ({ spec }: Wanted) => held.has(spec.attemptId)
    if (this.#protocol >= FETCHING_PROTOCOL) {
      const holds = taken.map(({ spec: { attemptId }, stop }) => ({ attemptId, stop }))
      this.#send(JSON.stringify({ type: 'welcome', ...this.#options.welcome, wanted: [], holds }))
    } else {
      this.#send(
        this.#message(
          'wanted',
          taken.filter(isKnown).map((each) => this.#wantedText(each)),
        ),
      )
    }
    this.#stream.add(taken.filter((each) => !isKnown(each)).map((each) => ({ ...each, kind: 'wanted' })))
  }

  start(specs: readonly SpecToSend[]): void {
    const taken = specs.flatMap((spec) => this.#taken(spec))
    this.#stream.add(taken.map((spec) => ({ spec, stop: false, kind: 'start' })))
  }

  stop(attemptIds: readonly string[]): void {
    const told = attemptIds.filter((attemptId) => !this.#stream.stop(attemptId))
    if (told.length > 0) this.#send(JSON.stringify({ type: 'stop', attemptIds: told }))
  }

  /** Empty if the worker cannot run the attempt. */
  #taken(spec: SpecToSend): SpecToSend[] {
    if (!acceptsAttempt(spec, this.#protocol)) return []
    return [this.#options.sharesProcesses ? spec : unshared(spec)]
  }

  #text(entry: SpecEntry): string {
    const { spec, stop, kind } = entry
    if (stop) return this.#wantedText(entry)
    const text = JSON.stringify(this.#wire(spec))
    return kind === 'start' ? text : `{"stop":false,"spec":${text}}`
  }

  /** A worker needs only the name of an attempt that it holds, or that must not begin. */
  #wantedText({ spec, stop }: Wanted): string {
    const wanted: WantedAttempt = { spec: forProtocol(toWholeWire(withoutWeight(spec)), this.#protocol), stop }
    return JSON.stringify(wanted)
  }

  #wire(spec: SpecToSend) {
    if (this.#protocol < FETCHING_PROTOCOL) return forProtocol(toWholeWire(spec), this.#protocol)
    const large = largeParts(spec)
    if (large.length > 0) this.#options.parts.keep(this.#options.workerId, spec)
    return toWire(spec, large)
  }

  #message(kind: SpecEntry['kind'], texts: readonly string[]): string {
    const specs = `[${texts.join(',')}]`
    if (kind === 'start') return `{"type":"start","specs":${specs}}`
    if (this.#protocol >= FETCHING_PROTOCOL) return `{"type":"wanted","wanted":${specs}}`
    const welcome = JSON.stringify({ type: 'welcome', ...this.#options.welcome })
    return `${welcome.slice(0, -1)},"wanted":${specs}}`
  }

  /** If the connection closes, the next welcome repeats what was lost. */
  #send(text: string, left?: () => void): void {
    const { socket } = this.#options
    if (socket.readyState === socket.OPEN) socket.send(text, left)
  }
}
