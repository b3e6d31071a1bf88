import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { Whereabouts } from '../attempts/launcher.ts'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import type { Claim } from '../journal/claim.ts'
import { parseHandle } from '../machine/process-handle.ts'
import { isRunning, type ProcessIdentity, type ProcessTable } from '../machine/process-table.ts'

/** A claim may have been lost with the machine, so only attempts of this boot are started. */
export function localStartProblem(table: ProcessTable, { bootId }: AttemptSpec): string | null {
  return bootId === table.bootId ? null : 'The machine was restarted.'
}

/** Processes end with their machine. */
export function locateLocally(table: ProcessTable, handle: string): Whereabouts {
  const process = parseHandle(handle)
  if (process === null) return { type: 'unknown' }
  if (process.bootId !== table.bootId)
    return { type: 'lost', message: 'The machine was restarted while the attempt was running.' }
  return { type: isRunning(table, process.identity) ? 'running' : 'ended' }
}

export function leaderOf(handle: string): ProcessIdentity {
  const process = parseHandle(handle)
  if (process === null) throw new Error(`"${handle}" names no process of this machine.`)
  return process.identity
}

type LocalClaim = Exclude<Claim, { type: 'claimed' }> | { readonly type: 'claimed'; readonly leader: ProcessIdentity }

export function readLocalClaim(folder: AttemptFolder): LocalClaim {
  const claim = folder.readClaim()
  if (claim.type !== 'claimed') return claim
  const process = parseHandle(claim.handle)
  return process === null ? { type: 'incomplete' } : { type: 'claimed', leader: process.identity }
}
