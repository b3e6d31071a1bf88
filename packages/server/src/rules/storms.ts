import { msOf } from '@aiflow/sdk/internal/time'

/** Within one step no work is done between two firings: so many in a chain are a circle. */
const FIRINGS_IN_STEP = 100

const TRAIL_LENGTH = 64

/** A rule may be in a slow circle that is as old as its execution, and in a fast one: each is counted by itself. */
const MAX_CHAINS = 4

/** Firings that lie further apart in depth do not lead to each other: circles are shorter. */
const MAX_GAP = 10_000

export interface StormLimits {
  /** Firings of a rule, each of which led to the next, that are not yet a storm … */
  readonly loopFirings: number
  /** … if they come within this time. */
  readonly loopSeconds: number
}

export interface Firing {
  /** Rule and task, for people. */
  readonly place: string
  /** Of the event that met the rule. */
  readonly key: string
  readonly namespace: string
  /** How many things lead from an event from outside to the one that met the rule. */
  readonly depth: number
  /** Of the event whose step this is. */
  readonly offset: number
  readonly now: number
}

export interface Storm {
  readonly firings: number
  readonly seconds: number
  /** From the rule over what follows back to it. */
  readonly cycle: string[]
}

/** Firings of one rule of which each lies deeper than all before: what came of one led to the next. */
interface Chain {
  readonly since: number
  deepest: number
  length: number
  /** The step of the last one, and how many there were in it. */
  offset: number
  inStep: number
}

/**
 * Tells a rule that sets itself off from one that many events meet. Those from outside have depth 0, and what they lead to
 * has the same depth each time; only what comes of itself lies deeper and deeper. A loop that goes on for ever is legal: too
 * fast is one that goes round too often in a window of time, or at all often within one step.
 */
export class StormWatch {
  readonly #limits: StormLimits
  readonly #chains = new WeakMap<object, Map<string, Chain[]>>()
  /** The last firings that something led to, of all lanes. */
  readonly #trail: Firing[] = []

  constructor(limits: StormLimits) {
    this.#limits = limits
  }

  /** Counts a firing; where it is one too many, tells the circle that it is in. */
  note(lane: object, ruleId: string, firing: Firing): Storm | null {
    this.#trail.push(firing)
    if (this.#trail.length > TRAIL_LENGTH) this.#trail.shift()
    const chains = this.#chains.get(lane) ?? new Map<string, Chain[]>()
    this.#chains.set(lane, chains)
    const { all, chain } = this.#extend(chains.get(ruleId) ?? [], firing)
    chains.set(ruleId, all)
    if (chain.length <= this.#limits.loopFirings && chain.inStep <= FIRINGS_IN_STEP) return null
    chains.delete(ruleId)
    const seconds = Math.max(1, Math.ceil((firing.now - chain.since) / 1000))
    return { firings: chain.length, seconds, cycle: this.#cycleOf(firing) }
  }

  #extend(chains: Chain[], { depth, offset, now }: Firing): { all: Chain[]; chain: Chain } {
    const windowMs = msOf(this.#limits.loopSeconds)
    const all = chains.every(({ since }) => now - since <= windowMs)
      ? chains
      : chains.filter(({ since }) => now - since <= windowMs)
    const chain = nearestOf(all, depth)
    if (chain === undefined) {
      const begun = { since: now, deepest: depth, length: 1, offset, inStep: 1 }
      return { all: [...all, begun].slice(-MAX_CHAINS), chain: begun }
    }
    if (depth <= chain.deepest) return { all, chain }
    chain.inStep = chain.offset === offset ? chain.inStep + 1 : 1
    chain.offset = offset
    chain.deepest = depth
    chain.length += 1
    return { all, chain }
  }

  /** Back along the trail to where the same rule fired before. */
  #cycleOf(last: Firing): string[] {
    const steps = [last.place, `"${last.key}"`]
    let { depth } = last
    for (const firing of this.#trail.slice(0, -1).toReversed()) {
      if (firing.namespace !== last.namespace || firing.depth >= depth) continue
      steps.push(firing.place)
      if (firing.place === last.place) break
      steps.push(`"${firing.key}"`)
      depth = firing.depth
    }
    return steps.toReversed()
  }
}

function nearestOf(chains: readonly Chain[], depth: number): Chain | undefined {
  let nearest: Chain | undefined
  let least = MAX_GAP
  for (const chain of chains) {
    const gap = Math.abs(chain.deepest - depth)
    if (gap > least) continue
    nearest = chain
    least = gap
  }
  return nearest
}
