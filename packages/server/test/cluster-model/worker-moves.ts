import { ended, obeyed } from './attempt-moves.ts'
import type { Rules, Setting } from './rules.ts'
import { answers } from './server-moves.ts'
import {
  type Command,
  LOST_AFTER,
  type Move,
  OWN_LIMIT,
  SERVERS,
  type ServerName,
  spent,
  type Worker,
  type World,
} from './world.ts'

/** What the worker, its connection and the clocks may do next. */
export function* workerMoves(world: World, setting: Setting): Generator<Move> {
  const { rules } = setting
  yield* connect(world, rules)
  yield* receive(world, rules)
  yield* fail(world, rules)
  if (!setting.isExclusive) return
  yield* beat(world, rules)
  yield* pass(world, rules)
}

/** It looks for another server when its connection is gone, or its server does not answer any more. */
function* connect(world: World, rules: Rules): Generator<Move> {
  const { link } = world.worker
  if (link !== null && answers(world, link, rules)) return
  for (const server of SERVERS)
    if (link !== server) yield [`the worker connects to ${server}`, connected(world, server, rules)]
}

function* receive(world: World, rules: Rules): Generator<Move> {
  const { worker } = world
  const [next, ...queue] = worker.queue
  if (worker.link !== null && next !== undefined) yield taken({ ...world, worker: { ...worker, queue } }, next, rules)
  for (const command of worker.old) {
    const old = worker.old.filter((each) => each !== command)
    yield taken({ ...world, worker: { ...worker, old } }, command, rules)
  }
}

function taken(world: World, command: Command, rules: Rules): Move {
  const { worker } = world
  const name = `the worker receives "${command.type}"`
  if (command.type !== 'welcome') return [name, obeyed(world, command, rules)]
  const alone = rules.aloneTakesNothing ? worker.sinceHello : 0
  const welcome = { ...world, worker: { ...worker, session: 'welcome', alone } as const }
  const { wanted } = command
  return [name, wanted === null ? unwanted(welcome, rules) : obeyed(welcome, { type: wanted, attempt: 'first' }, rules)]
}

/** What runs without being wanted was given up, or deleted. */
function unwanted(world: World, rules: Rules): World {
  return world.attempts.first.state === 'running' ? obeyed(world, { type: 'stop', attempt: 'first' }, rules) : world
}

/** Its processes outlive the worker. */
function* fail(world: World, rules: Rules): Generator<Move> {
  const gone = connected(world, null, rules)
  if (world.faults.crashes > 0) yield ['the worker crashes', spent(gone, 'crashes')]
  if (world.faults.cuts > 0 && world.worker.link !== null) yield ['the connection breaks', spent(gone, 'cuts')]
}

/** A server answers from memory that it hears the worker. */
function* beat(world: World, rules: Rules): Generator<Move> {
  const { link, session } = world.worker
  if (link === null || session !== 'welcome' || !answers(world, link, rules)) return
  const silence = world.servers[link].epoch === world.store.epoch ? 0 : world.silence
  if (world.worker.alone > 0 || silence !== world.silence)
    yield [`${link} hears the worker`, { ...world, silence, worker: { ...world.worker, alone: 0 } }]
}

/** Time passes. What an exclusive attempt has to do by then comes first. */
function* pass(world: World, rules: Rules): Generator<Move> {
  const { worker, silence } = world
  if (rules.aloneEndsExclusive && worker.alone >= OWN_LIMIT && world.attempts.first.state === 'running')
    return yield ['the worker ends its exclusive attempt', ended(world, 'first', 'stopped')]
  const later = { ...worker, alone: after(worker.alone), sinceHello: after(worker.sinceHello) }
  const isLeft =
    rules.aloneTakesNothing && later.sinceHello >= OWN_LIMIT && later.alone >= OWN_LIMIT && worker.link !== null
  const passed = { ...world, worker: later, silence: after(silence) }
  yield ['time passes', isLeft ? connected(passed, null, rules) : passed]
}

function after(time: number): number {
  return Math.min(time + 1, LOST_AFTER)
}

/** In a session with a server, or in none. What is under way in the one before does not arrive, if sessions are compared. */
function connected(world: World, link: ServerName | null, { sessionsAreCompared }: Rules): World {
  const { worker } = world
  const old = sessionsAreCompared ? [] : [...worker.old, ...worker.queue]
  const next: Worker = { ...worker, link, session: 'asked', queue: [], old, sinceHello: 0 }
  return { ...world, worker: next }
}
