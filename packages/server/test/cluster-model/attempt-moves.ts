import type { Rules } from './rules.ts'
import { ATTEMPTS, type Attempt, type AttemptName, type Command, type Move, type Outcome, type World } from './world.ts'

export function* attemptMoves(world: World): Generator<Move> {
  for (const attempt of ATTEMPTS)
    if (world.attempts[attempt].state === 'running') yield [`${attempt} succeeds`, ended(world, attempt, 'success')]
}

/** What becomes of an attempt when its machine is told something. */
export function obeyed(
  world: World,
  { type, attempt }: Exclude<Command, { readonly type: 'welcome' }>,
  rules: Rules,
): World {
  switch (type) {
    case 'start':
      return started(world, attempt, rules)
    case 'stop':
      return stopped(world, attempt, rules)
    case 'acknowledge':
      return hasEnded(world, attempt) ? withAttempt(world, attempt, { state: 'settled' }) : world
  }
}

/** Whether it has an outcome that is not acknowledged. */
export function hasEnded({ attempts }: World, attempt: AttemptName): boolean {
  return attempts[attempt].state === 'success' || attempts[attempt].state === 'stopped'
}

export function ended(world: World, attempt: AttemptName, outcome: Outcome): World {
  return withAttempt(world, attempt, { state: outcome })
}

function started(world: World, attempt: AttemptName, { claimIsOnce }: Rules): World {
  const { state, starts } = world.attempts[attempt]
  if (state === 'running' || (state !== 'none' && claimIsOnce)) return world
  return withAttempt(world, attempt, { state: 'running', starts: starts + 1 })
}

function stopped(world: World, attempt: AttemptName, { stopLeavesClaim }: Rules): World {
  const { state } = world.attempts[attempt]
  if (state === 'running') return ended(world, attempt, 'stopped')
  return state === 'none' && stopLeavesClaim ? ended(world, attempt, 'stopped') : world
}

function withAttempt(world: World, attempt: AttemptName, changes: Partial<Attempt>): World {
  return { ...world, attempts: { ...world.attempts, [attempt]: { ...world.attempts[attempt], ...changes } } }
}
