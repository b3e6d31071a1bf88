import type { ControlRequest, ControlResult } from '../../log/control.ts'
import type { AppendResult } from '../../log/event-log.ts'
import type { ControlResultRow, CountedTimes } from '../../storage/rows.ts'
import type { SchedulerStorage } from '../../storage/storage.ts'
import type { EventSource } from '../commit/work.ts'
import type { RequestedBy } from './drafts.ts'
import { controlEvent } from './event-sources.ts'
import { requireSame } from './repeated-request.ts'
import { answerOf, partsOf } from './upload-parts.ts'

export interface ControlRequestsOptions {
  readonly storage: Pick<SchedulerStorage, 'events' | 'requests'>
  /** Appends all or none of them, and resolves when they are durable. */
  readonly append: (sources: readonly EventSource[]) => Promise<AppendResult[]>
  /** Of a backfill that is to be started; null if its step will say what is wrong. */
  readonly countTimes: (request: StartBackfill) => Promise<CountedTimes | null>
}

type StartBackfill = Extract<ControlRequest, { type: 'startBackfill' }>

interface Asked {
  readonly request: ControlRequest
  readonly source: EventSource
  readonly result: Promise<ControlResult>
  /** Nobody waits for the result any more. */
  readonly forget: () => void
}

/** Requests on their way through the scheduler, and their callers, who wait for the result. */
export class ControlRequests {
  readonly #options: ControlRequestsOptions
  readonly #waiters = new Map<number, (result: ControlResult) => void>()

  constructor(options: ControlRequestsOptions) {
    this.#options = options
  }

  /** Appends the request and all its parts in one commit. `result` resolves when their steps were committed. */
  async ask(request: ControlRequest, by: RequestedBy): Promise<{ offset: number; result: Promise<ControlResult> }> {
    // Other requests are appended in the order in which they came, with no wait in between.
    const times = request.type === 'startBackfill' ? await this.#options.countTimes(request) : null
    const of = withAside(by, request, times)
    const parts = partsOf(request).map((part) => this.#prepare(part, of))
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

  /** Call with the committed results. */
  settle(results: readonly ControlResultRow[]): void {
    for (const { offset, result } of results) {
      // Only results are stored here.
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
      // After a failed commit, work that is redone gets another offset.
      forget()
      expectedOffset = offset
      this.#waiters.set(offset, resolve)
    })
    return { request, source, result, forget }
  }

  /** Wrapped in an object, because `await` would also wait for the promise inside. */
  async #resultOfPart(part: Asked, appended: AppendResult | undefined): Promise<{ of: Promise<ControlResult> }> {
    if (appended?.duplicate !== true) return { of: part.result }
    requireSame(await this.#options.storage.events.find(appended.offset), part.request)
    return { of: this.#resultOfEarlier(appended.offset) }
  }

  /** The result of an earlier request with the same key. */
  async #resultOfEarlier(offset: number): Promise<ControlResult> {
    const stored = await this.#options.storage.requests.result(offset)
    // Only results are stored here.
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
function withAside(by: RequestedBy, request: ControlRequest, times: CountedTimes | null): RequestedBy {
  if (times !== null) return { ...by, aside: { ...by.aside, times } }
  return request.type === 'upload' ? { ...by, aside: { ...by.aside, definitions: request.definitions } } : by
}
