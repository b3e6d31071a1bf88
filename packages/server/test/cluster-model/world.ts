/*
 * A model of several servers on one store, with workers elsewhere. It follows one task: it is assigned, runs, is asked to stop,
 * its worker is lost, and a second attempt takes its place. Everything else may happen at any moment and in any order: crashes,
 * another server that leads, messages that are late or lost, connections that break.
 *
 * Who compares what:
 *
 * | identity | made by | compared by |
 * |---|---|---|
 * | epoch | the store, at each take-over | the store, at each commit |
 * | number of commits | the store | the store, at each commit |
 * | lease | the leader, by its own clock | the leader, before it answers from memory |
 * | session | a worker, at each connection | both ends, at each message |
 * | attempt | the leader, in a commit | the claim on the machine of the worker, once |
 *
 * A worker need not compare epochs: its session is with one server, which looks at its lease.
 */

export type ServerName = 'A' | 'B'
/** `first` runs on a worker that may be cut off. `second` takes its place where nothing is in doubt. */
export type AttemptName = 'first' | 'second'
export type Outcome = 'success' | 'stopped'

export const SERVERS = ['A', 'B'] as const
export const ATTEMPTS = ['first', 'second'] as const

export interface AttemptRow {
  readonly state: 'none' | 'assigned' | 'ended' | 'lost'
  /** Whether it is certain that nothing of it runs. */
  readonly isGone: boolean
}

export interface Store {
  readonly epoch: number
  readonly commits: number
  readonly task: 'new' | 'running' | Outcome
  readonly mustStop: boolean
  readonly current: AttemptName
  readonly attempts: Readonly<Record<AttemptName, AttemptRow>>
}

/** What a server tells a worker. */
export type Command =
  | { readonly type: 'start' | 'stop' | 'acknowledge'; readonly attempt: AttemptName }
  | { readonly type: 'welcome'; readonly wanted: 'start' | 'stop' | null }

/** What a leader has decided and not committed. */
interface Decision {
  readonly next: Store
  readonly commands: readonly Command[]
}

export interface Server {
  readonly leads: boolean
  readonly epoch: number
  /** By its own clock. It ends before another server can lead. */
  readonly hasLease: boolean
  /** The store as it knows it. */
  readonly view: Store | null
  readonly decision: Decision | null
  /** A commit was sent, and its answer was lost. */
  readonly isInDoubt: boolean
}

/** The worker that may be cut off, and its connection. */
export interface Worker {
  /** The server that it is connected to. */
  readonly link: ServerName | null
  /** `asked`: it has said hello. `attached`: the server has answered. `welcome`: it has the answer. */
  readonly session: 'asked' | 'attached' | 'welcome'
  /** Under way in this session, in their order. */
  readonly queue: readonly Command[]
  /** Under way in earlier sessions. */
  readonly old: readonly Command[]
  /** Time since it asked what a server with a lease has answered. */
  readonly alone: number
  /** Time since its hello. */
  readonly sinceHello: number
}

/** An attempt on its machine. `refused`: there is a claim that no process has, so that none gets it. */
export interface Attempt {
  readonly starts: number
  readonly state: 'none' | 'refused' | 'running' | Outcome | 'settled'
}

/** How many of them there may be. */
export interface Faults {
  readonly takeOvers: number
  readonly crashes: number
  readonly cuts: number
}

export interface World {
  readonly store: Store
  readonly servers: Readonly<Record<ServerName, Server>>
  readonly worker: Worker
  readonly attempts: Readonly<Record<AttemptName, Attempt>>
  /** Time since the server that leads heard the worker, or since it leads. */
  readonly silence: number
  /** Those that are left. */
  readonly faults: Faults
}

/** An exclusive attempt counts as lost after this time. Others may be given up at any time. */
export const LOST_AFTER = 3
/** A worker ends an exclusive attempt itself after this time. It has to be over before the attempt is lost. */
export const OWN_LIMIT = 2

const NOTHING: AttemptRow = { state: 'none', isGone: false }
export const EMPTY_STORE: Store = {
  epoch: 1,
  commits: 0,
  task: 'new',
  mustStop: false,
  current: 'first',
  attempts: { first: NOTHING, second: NOTHING },
}

export const STANDBY: Server = {
  leads: false,
  epoch: 0,
  hasLease: false,
  view: null,
  decision: null,
  isInDoubt: false,
}

export function beginning(faults: Faults): World {
  return {
    store: EMPTY_STORE,
    servers: { A: { ...STANDBY, leads: true, epoch: 1, hasLease: true, view: EMPTY_STORE }, B: STANDBY },
    worker: { link: 'A', session: 'asked', queue: [], old: [], alone: 0, sinceHello: 0 },
    attempts: { first: { starts: 0, state: 'none' }, second: { starts: 0, state: 'none' } },
    silence: 0,
    faults,
  }
}

export type Move = readonly [name: string, world: World]

export function spent(world: World, fault: keyof Faults): World {
  return { ...world, faults: { ...world.faults, [fault]: world.faults[fault] - 1 } }
}
