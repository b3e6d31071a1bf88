import type { Claim } from '../journal/claim.ts'
import type { Launcher, Whereabouts } from './launcher.ts'

/** A claim, and what its launcher knows about the process that it names. */
export type LocatedClaim =
  | Exclude<Claim, { type: 'claimed' }>
  | { readonly type: 'running' | 'ended'; readonly handle: string }
  | Extract<Whereabouts, { type: 'lost' }>

export async function locateClaim(claim: Claim, launcher: Pick<Launcher, 'locate'>): Promise<LocatedClaim> {
  if (claim.type !== 'claimed') return claim
  const { handle } = claim
  const whereabouts = await launcher.locate(handle)
  switch (whereabouts.type) {
    case 'running':
    case 'ended':
      return { type: whereabouts.type, handle }
    case 'lost':
      return whereabouts
    case 'unknown':
      return { type: 'incomplete' }
  }
}
