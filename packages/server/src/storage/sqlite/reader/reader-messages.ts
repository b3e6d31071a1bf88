import type { CarriedError } from './carried-error.ts'
import type { ReadCall } from './short-reads.ts'

/** What the reader thread is started with. */
export interface ReaderSetup {
  /** Path of the file of the store. */
  readonly path: string
  /** Version of the program that starts the thread. */
  readonly version: string
}

export interface ReadRequest {
  readonly type: 'read'
  readonly id: number
  readonly call: ReadCall
}

/** To the thread; `end` lets it close its connection and end by itself. */
export type ReaderOrder = ReadRequest | { readonly type: 'end' }

type ReadAnswer =
  | { readonly type: 'answered'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: CarriedError }

/** From the thread; `ready` means that it listens. */
export type ReaderMessage = { readonly type: 'ready' } | ReadAnswer
