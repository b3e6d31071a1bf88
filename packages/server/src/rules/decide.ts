import type { TaskAction, TaskStatus } from '@aiflow/sdk/internal/model'
import type { WhenAlive } from '@aiflow/sdk/internal/wire'

/** The phase of a workflow execution: it waits for its turn, accepts starts, is being stopped, or has ended. */
export type Phase = 'waiting' | 'open' | 'stopping' | 'ended'

export interface Situation {
  readonly phase: Phase
  /** Of the task's latest execution; null if it never ran. */
  readonly status: TaskStatus | null
  /** Starts that wait for the living execution to end. */
  readonly pendingStarts: number
}

export interface Policy {
  readonly whenAlive: WhenAlive
  readonly queueLimit: number
}

type Refusal =
  | 'alive'
  | 'queue full'
  | 'a start already waits'
  | 'nothing to stop'
  | 'already stopping'
  | 'execution waits for its turn'
  | 'execution is stopping'
  | 'execution has ended'

/**
 * What an action means in a situation.
 * - `start`: create a new task execution.
 * - `pend`: keep the start until the living one has ended. It replaces those that wait (`replace`), goes behind all of
 *   them (`append`), or behind the first of them only (`second`).
 * - `stop`: end the living one, at once if no command can have left (`now`), otherwise through STOPPING. Waiting starts
 *   are dropped, and `thenStart` keeps this one.
 * - `dropPending`: it is STOPPING already, so only the waiting starts are dropped.
 */
export type Decision =
  | { readonly type: 'start' }
  | { readonly type: 'pend'; readonly mode: 'replace' | 'append' | 'second' }
  | { readonly type: 'stop'; readonly now: boolean; readonly thenStart: boolean }
  | { readonly type: 'dropPending' }
  | { readonly type: 'refuse'; readonly reason: Refusal }

/**
 * Pure, and total over phase, status, pending starts, action and policy. The whole table is in ARCHITECTURE.md.
 *
 * While a task is STOPPING, the first waiting start counts as the living one. It would be alive by now if the stop had
 * taken no time, so the result does not depend on how long a stop takes.
 */
export function decide(situation: Situation, action: TaskAction, policy: Policy): Decision {
  if (situation.phase === 'ended') return refuse('execution has ended')
  if (situation.phase === 'waiting') return refuse('execution waits for its turn')
  if (action === 'STOP') return decideStop(situation)
  if (situation.phase === 'stopping') return refuse('execution is stopping')
  return action === 'START' ? decideStart(situation, policy) : decideRestart(situation)
}

function decideStart({ status, pendingStarts }: Situation, { whenAlive, queueLimit }: Policy): Decision {
  switch (status) {
    case null:
    case 'SUCCESS':
    case 'FAILED':
    case 'STOPPED':
      return { type: 'start' }
    case 'STOPPING':
      if (pendingStarts === 0) return { type: 'pend', mode: 'append' }
      if (whenAlive === 'ignore') return refuse('a start already waits')
      if (whenAlive === 'latest') return { type: 'pend', mode: 'second' }
      return pendingStarts - 1 < queueLimit ? { type: 'pend', mode: 'append' } : refuse('queue full')
    case 'INIT':
    case 'QUEUED':
    case 'RUNNING':
    case 'RETRYING':
      if (whenAlive === 'ignore') return refuse('alive')
      if (whenAlive === 'latest') return { type: 'pend', mode: 'replace' }
      return pendingStarts < queueLimit ? { type: 'pend', mode: 'append' } : refuse('queue full')
  }
}

function decideStop({ status, pendingStarts }: Situation): Decision {
  switch (status) {
    case null:
    case 'SUCCESS':
    case 'FAILED':
    case 'STOPPED':
      return refuse('nothing to stop')
    case 'INIT':
    case 'RETRYING':
      return { type: 'stop', now: true, thenStart: false }
    case 'QUEUED':
    case 'RUNNING':
      return { type: 'stop', now: false, thenStart: false }
    case 'STOPPING':
      return pendingStarts > 0 ? { type: 'dropPending' } : refuse('already stopping')
  }
}

function decideRestart({ status }: Situation): Decision {
  switch (status) {
    case null:
    case 'SUCCESS':
    case 'FAILED':
    case 'STOPPED':
      return { type: 'start' }
    case 'INIT':
    case 'RETRYING':
      return { type: 'stop', now: true, thenStart: true }
    case 'QUEUED':
    case 'RUNNING':
      return { type: 'stop', now: false, thenStart: true }
    case 'STOPPING':
      return { type: 'pend', mode: 'replace' }
  }
}

function refuse(reason: Refusal): Decision {
  return { type: 'refuse', reason }
}
