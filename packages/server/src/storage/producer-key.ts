import type { StoredEvent } from './rows.ts'

/** Identifies an event of a producer, so that an event sent twice is stored once. */
export interface ProducerKey {
  readonly namespace: string
  readonly sender: string | null
  /** Null for a key that an older version wrote. */
  readonly principal?: string | null | undefined
  readonly idempotencyKey: string
  /** Content of the event sent with the key; absent if it is compared elsewhere. */
  readonly content?: EventContent
  /** The key of the request, if the event has no key of its own. */
  readonly ofRequest?: string | undefined
  /** The key under which an older version would have stored it. */
  readonly earlier?: Omit<ProducerKey, 'principal' | 'content' | 'ofRequest' | 'earlier'> | undefined
}

/** What must be the same when an event is sent again. */
export type EventContent = Pick<
  StoredEvent,
  'namespace' | 'sender' | 'key' | 'value' | 'context' | 'workflowExecutionId'
>

/** An event or request that a producer sent before. */
export interface Duplicate {
  readonly offset: number
  /** The log still holds it, and its content differs from what is sent now. */
  readonly isOther: boolean
}
