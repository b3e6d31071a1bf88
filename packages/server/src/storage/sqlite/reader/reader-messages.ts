import type { CarriedError } from './carried-error.ts'
import type { ReadCall } from './short-reads.ts'

/** What a thread of the readers is started with. */
export interface ReaderSetup {
  /** Of the file of the store. */
  readonly path: string
  /** Of the program that starts the thread. */
  readonly version: string
}

/** To the thread. */
export interface ReadRequest {
  readonly id: number
  readonly call: ReadCall
}

type ReadAnswer =
  | { readonly type: 'answered'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly id: number; readonly error: CarriedError }

/** From the thread. `ready`: it listens. */
export type ReaderMessage = { readonly type: 'ready' } | ReadAnswer
