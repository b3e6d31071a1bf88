import type { ControlRequest, ControlResult } from '../../log/control.ts'
import type { AppendResult } from '../../log/event-log.ts'
import type { ControlResultRow } from '../../storage/rows.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { EventSource } from '../commit/work.ts'
import type { RequestedBy } from './drafts.ts'
import { controlEvent } from './event-sources.ts'
import { requireSame } from './repeated-request.ts'
import { answerOf, partsOf } from './upload-parts.ts'

export interface ControlRequestsOptions {
  readonly storage: Pick<SchedulerStorage, 'events' | 'requests'>
  /** Durable when it resolves, all of them or none. */
  readonly append: (sources: readonly EventSource[]) => Promise<AppendResult[]>
}

interface Asked {
  readonly request: ControlRequest
  readonly source: EventSource
  readonly result: Promise<ControlResult>
  /** Nobody waits for its result any more. */
  readonly forget: () => void
}

/** Requests on their way through the ring, and those who wait for what becomes of them. */
export class ControlRequests {
  readonly #options: ControlRequestsOptions
  readonly #waiters = new Map<number, (result: ControlResult) => void>()

  constructor(options: ControlRequestsOptions) {
    this.#options = options
  }

  /** Appends the request, in one commit with all its parts; `result` resolves when their steps were committed. */
  async ask(request: ControlRequest, by: RequestedBy): Promise<{ offset: number; result: Promise<ControlResult> }> {
    const parts = partsOf(request).map((part) => this.#prepare(part, aside(by, request)))
    try {
      const appended = await this.#options.append(parts.map(({ source }) => source))
      const results = await Promise.all(parts.map((part, index) => this.#resultOfPart(part, appended[index])))
      const result = Promise.all(results.map(({ of }) => of)).then((all) => answerOf(request, all))
      return { offset: appended[0]?.offset ?? 0, result }
    } catch (error) {
      for (const { forget } of parts) forget()
      throw error
    }
  }

  /** To be called with what was committed. */
  settle(results: readonly ControlResultRow[]): void {
    for (const { offset, result } of results) {
      // What was stored as a result is one.
      this.#waiters.get(offset)?.(result as ControlResult)
      this.#waiters.delete(offset)
    }
  }

  #prepare(request: ControlRequest, by: RequestedBy): Asked {
    const { promise: result, resolve } = Promise.withResolvers<ControlResult>()
    let expectedOffset = 0
    const forget = (): void => {
      if (this.#waiters.get(expectedOffset) === resolve) this.#waiters.delete(expectedOffset)
    }
    const source = controlEvent(request, by, (offset) => {
      // Work that is redone after a failed commit gets another offset.
      forget()
      expectedOffset = offset
      this.#waiters.set(offset, resolve)
    })
    return { request, source, result, forget }
  }

  /** Wrapped, since a promise would be waited for. */
  async #resultOfPart(part: Asked, appended: AppendResult | undefined): Promise<{ of: Promise<ControlResult> }> {
    if (appended?.duplicate !== true) return { of: part.result }
    requireSame(await this.#options.storage.events.find(appended.offset), part.request)
    return { of: this.#resultOfEarlier(appended.offset) }
  }

  /** The result of a request that was asked for before. */
  async #resultOfEarlier(offset: number): Promise<ControlResult> {
    const stored = await this.#options.storage.requests.result(offset)
    // What was stored as a result is one.
    if (stored !== null) return stored.result as ControlResult
    const { promise, resolve } = Promise.withResolvers<ControlResult>()
    const first = this.#waiters.get(offset)
    this.#waiters.set(offset, (result) => {
      first?.(result)
      resolve(result)
    })
    return promise
  }
}

/** Each part of an upload is checked with the others, which its event does not hold. */
function aside(by: RequestedBy, request: ControlRequest): RequestedBy {
  return request.type === 'upload' ? { ...by, aside: { ...by.aside, definitions: request.definitions } } : by
}
