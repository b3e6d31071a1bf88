import { attemptMoves } from './attempt-moves.ts'
import type { Setting } from './rules.ts'
import { serverMoves } from './server-moves.ts'
import { workerMoves } from './worker-moves.ts'
import { ATTEMPTS, beginning, type Move, type Store, type World } from './world.ts'

export interface Exploration {
  readonly worlds: number
  /** The first broken promise, and the moves that lead there. Null if all of them hold. */
  readonly broken: { readonly promise: string; readonly moves: readonly string[] } | null
}

interface Seen {
  readonly world: World
  readonly from: Seen | null
  readonly move: string
  readonly before: Seen[]
}

/** Visits every world that can be reached, the nearest first. */
export function explore(setting: Setting): Exploration {
  const first: Seen = { world: beginning(setting.faults), from: null, move: '', before: [] }
  const seen = new Map<string, Seen>([[JSON.stringify(first.world), first]])
  for (const at of seen.values()) {
    for (const [move, world] of movesOf(at.world, setting)) {
      const key = JSON.stringify(world)
      const known = seen.get(key)
      const next = known ?? { world, from: at, move, before: [] }
      next.before.push(at)
      if (known === undefined) seen.set(key, next)
      const promise = brokenPromise(at.world.store, world, setting)
      if (promise !== null) return { worlds: seen.size, broken: { promise, moves: [...movesTo(at), move] } }
    }
  }
  const stuck = firstThatCannotEnd([...seen.values()])
  const broken = stuck === null ? null : { promise: 'Everything can come to its end', moves: movesTo(stuck) }
  return { worlds: seen.size, broken }
}

function* movesOf(world: World, setting: Setting): Generator<Move> {
  yield* serverMoves(world, setting)
  yield* workerMoves(world, setting)
  yield* attemptMoves(world)
}

/** The promise that the last move has broken. */
function brokenPromise(before: Store, { store, attempts, worker }: World, { isExclusive }: Setting): string | null {
  const isRunning = ATTEMPTS.filter((attempt) => attempts[attempt].state === 'running')
  if (ATTEMPTS.some((attempt) => attempts[attempt].starts > 1)) return 'An attempt is started at most once'
  if (isOver(before) && store.task !== before.task) return 'An end is an end'
  if (store.commits > before.commits + 1 || store.commits < before.commits) return 'Commits follow each other'
  if (isOver(store) && isRunning.includes(store.current)) return 'When a task has ended, nothing of its attempt runs'
  if (store.task === 'stopped' && !store.mustStop && !isExclusive) return 'No task is stopped that nobody stops'
  if (ATTEMPTS.some((attempt) => attempts[attempt].state === 'settled' && !store.attempts[attempt].isGone))
    return 'What is acknowledged is stored'
  const isTold = worker.queue.some(({ type }) => type === 'start') || attempts.first.starts > 0
  if (isTold && store.attempts.first.state === 'none') return 'What leaves is stored'
  if (ATTEMPTS.some((attempt) => store.attempts[attempt].isGone && isRunning.includes(attempt)))
    return 'What is gone does not run'
  if (isExclusive && isRunning.length > 1) return 'Two attempts of an exclusive task never run at once'
  return null
}

function isOver({ task }: Store): boolean {
  return task === 'success' || task === 'stopped'
}

/** The task has ended, nothing runs, and nothing is left to be confirmed. */
function isAtRest({ store, attempts }: World): boolean {
  return (
    isOver(store) &&
    ATTEMPTS.every((attempt) => {
      const { state, isGone } = store.attempts[attempt]
      return (state === 'none' || isGone) && ['none', 'settled'].includes(attempts[attempt].state)
    })
  )
}

function firstThatCannotEnd(all: readonly Seen[]): Seen | null {
  const ending = new Set(all.filter(({ world }) => isAtRest(world)))
  for (const each of ending) for (const before of each.before) ending.add(before)
  return all.find((each) => !ending.has(each)) ?? null
}

function movesTo(seen: Seen): string[] {
  const moves: string[] = []
  for (let at = seen; at.from !== null; at = at.from) moves.unshift(at.move)
  return moves
}
