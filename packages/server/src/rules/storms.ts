import { msOf } from '@aiflow/sdk/internal/time'

/** No work is done between two firings of one step, so more than this in a chain are a loop. */
const FIRINGS_IN_STEP = 100

const TRAIL_LENGTH = 64

/** A rule may be in a slow loop as old as its execution, and in a fast one. Each is counted separately. */
const MAX_CHAINS = 4

/** Firings whose depths differ by more than this do not belong to the same chain, because loops are shorter. */
const MAX_GAP = 10_000

export interface StormLimits {
  /** Maximum number of firings of a rule, each of which led to the next, … */
  readonly loopFirings: number
  /** … within this time. More are a storm. */
  readonly loopSeconds: number
}

export interface Firing {
  /** Rule and task, for people. */
  readonly place: string
  /** Key of the event that met the rule. */
  readonly key: string
  readonly namespace: string
  /** Number of causes between an event from outside and the one that met the rule. */
  readonly depth: number
  /** Offset of the event whose step this is. */
  readonly offset: number
  readonly now: number
}

export interface Storm {
  readonly firings: number
  readonly seconds: number
  /** From the rule, through what follows, back to the rule. */
  readonly cycle: string[]
}

/** Firings of one rule, each deeper than all before it, so each led to the next. */
interface Chain {
  readonly since: number
  deepest: number
  length: number
  /** The step of the last firing, and the number of firings in that step. */
  offset: number
  inStep: number
}

/**
 * Distinguishes a rule that triggers itself from a rule that many events meet. Events from outside have depth 0, and
 * what they cause has the same depth each time. Only a loop goes deeper and deeper.
 *
 * An endless loop is legal. It is too fast if it runs too often in a window of time, or too often within one step.
 */
export class StormWatch {
  readonly #limits: StormLimits
  readonly #chains = new WeakMap<object, Map<string, Chain[]>>()
  /** The last firings that led to something, of all lanes. */
  readonly #trail: Firing[] = []

  constructor(limits: StormLimits) {
    this.#limits = limits
  }

  /** Counts a firing. If it is one too many, returns the loop that it belongs to. */
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

  /** Follows the trail back to where the same rule fired before. */
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
