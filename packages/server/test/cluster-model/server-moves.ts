import { hasEnded, obeyed } from './attempt-moves.ts'
import type { Rules, Setting } from './rules.ts'
import {
  ATTEMPTS,
  type AttemptName,
  type AttemptRow,
  type Command,
  EMPTY_STORE,
  LOST_AFTER,
  type Move,
  type Outcome,
  SERVERS,
  type Server,
  type ServerName,
  STANDBY,
  type Store,
  spent,
  type World,
} from './world.ts'

/** What servers may do next. */
export function* serverMoves(world: World, setting: Setting): Generator<Move> {
  for (const name of SERVERS) {
    yield* takeOver(world, name, setting.rules)
    yield* commit(world, name, setting.rules)
    yield* decide(world, name, setting)
    yield* welcome(world, name, setting.rules)
    if (world.faults.crashes > 0 && world.servers[name].leads)
      yield [`${name} crashes`, spent(disconnected(withServer(world, name, STANDBY), name), 'crashes')]
  }
}

/** Whether the worker hears from it: it believes that it leads, and looks at its lease. */
export function answers({ servers }: World, name: ServerName, { answersWithLease }: Rules): boolean {
  return servers[name].leads && (servers[name].hasLease || !answersWithLease)
}

/** The one before may be frozen: it believes that it leads, but its lease is over by its own clock. */
function* takeOver(world: World, name: ServerName, { takeOverReads }: Rules): Generator<Move> {
  const isNeeded = SERVERS.every((each) => !world.servers[each].hasLease)
  if (world.servers[name].leads || (world.faults.takeOvers === 0 && !isNeeded)) return
  const store = { ...world.store, epoch: world.store.epoch + 1 }
  const view = takeOverReads ? store : EMPTY_STORE
  const other = name === 'A' ? 'B' : 'A'
  const before = withServer({ ...world, store, silence: 0 }, other, { ...world.servers[other], hasLease: false })
  const after = withServer(before, name, { ...STANDBY, leads: true, epoch: store.epoch, hasLease: true, view })
  yield [`${name} takes over`, isNeeded ? after : spent(after, 'takeOvers')]
}

function* commit(world: World, name: ServerName, rules: Rules): Generator<Move> {
  const server = world.servers[name]
  const { decision, epoch, isInDoubt } = server
  if (decision === null) return
  if (isInDoubt) {
    const isThere = world.store.epoch === epoch
    const known = { ...server, decision: null, isInDoubt: false }
    if (!rules.doubtIsAsked) yield [`${name} takes its commit for failed`, withServer(world, name, known)]
    else if (!isThere) yield [`${name} stands by`, withServer(world, name, STANDBY)]
    else
      yield [
        `${name} finds its commit`,
        told(withServer(world, name, { ...known, view: world.store }), name, decision.commands, rules),
      ]
    return
  }
  if (rules.commitComparesEpoch && world.store.epoch !== epoch) {
    yield [`${name} is refused, and stands by`, disconnected(withServer(world, name, STANDBY), name)]
    return
  }
  const store = { ...decision.next, epoch: world.store.epoch, commits: world.store.commits + 1 }
  const written = withServer({ ...world, store }, name, { ...server, view: store, decision: null })
  yield [`${name} commits`, rules.messagesFollowCommit ? told(written, name, decision.commands, rules) : written]
  if (world.faults.crashes > 0)
    yield [
      `${name} commits, and the answer is lost`,
      spent(withServer({ ...world, store }, name, { ...server, isInDoubt: true }), 'crashes'),
    ]
}

function* decide(world: World, name: ServerName, { rules, isExclusive }: Setting): Generator<Move> {
  const server = world.servers[name]
  const { leads, view, decision } = server
  if (!leads || view === null || decision !== null) return
  const decided = (what: string, next: Store, commands: readonly Command[]): Move => {
    const waiting = withServer(world, name, { ...server, decision: { next, commands } })
    return [`${name} decides: ${what}`, rules.messagesFollowCommit ? waiting : told(waiting, name, commands, rules)]
  }
  if (view.task === 'new')
    yield decided('start', assigned({ ...view, task: 'running' }, 'first'), [{ type: 'start', attempt: 'first' }])
  if (view.task === 'running' && !view.mustStop)
    yield decided('stop', { ...view, mustStop: true }, [{ type: 'stop', attempt: view.current }])
  if (mayGiveUp(view) && (!isExclusive || world.silence >= LOST_AFTER))
    yield decided('give up', givenUp(view), [{ type: 'start', attempt: 'second' }])
  for (const attempt of ATTEMPTS.filter((each) => isReported(world, name, each))) {
    const next = reported(view, attempt, world.attempts[attempt].state as Outcome, rules)
    const answer: Command = { type: 'acknowledge', attempt }
    if (next !== null) yield decided(`${attempt} ended`, next, [answer])
    else if (answers(world, name, rules))
      yield [`${name} acknowledges ${attempt} again`, told(world, name, [answer], rules)]
  }
}

/** Reports are repeated until they are acknowledged. */
function isReported(world: World, name: ServerName, attempt: AttemptName): boolean {
  if (!hasEnded(world, attempt)) return false
  const { link, session, queue } = world.worker
  if (attempt === 'second') return world.servers[name].hasLease
  return link === name && session === 'welcome' && !queue.some(({ type }) => type === 'acknowledge')
}

function mayGiveUp({ task, mustStop, current, attempts }: Store): boolean {
  return task === 'running' && !mustStop && current === 'first' && attempts.first.state === 'assigned'
}

function givenUp(view: Store): Store {
  const attempts = withRow(view, 'first', { state: 'lost', isGone: false })
  return assigned({ ...view, current: 'second', attempts }, 'second')
}

/** Null if it is known already. */
function reported(view: Store, attempt: AttemptName, outcome: Outcome, { lateReportIsLate }: Rules): Store | null {
  const row = view.attempts[attempt]
  if (row.state === 'none' || row.isGone) return null
  const attempts = withRow(view, attempt, { state: row.state === 'lost' ? 'lost' : 'ended', isGone: true })
  if (view.current !== attempt && lateReportIsLate) return { ...view, attempts }
  return { ...view, attempts, task: outcome }
}

/** The answer to a hello says what the leader wants of the worker. Only then it gets commands. */
function* welcome(world: World, name: ServerName, rules: Rules): Generator<Move> {
  const { view, decision, epoch } = world.servers[name]
  const { worker } = world
  if (worker.link !== name || worker.session !== 'asked' || view === null || !answers(world, name, rules)) return
  if (rules.welcomeFollowsCommit && decision !== null) return
  const silence = rules.helloIsHeard && epoch === world.store.epoch ? 0 : world.silence
  const wanted = wantedOf(view, rules)
  const queue = [...worker.queue, { type: 'welcome', wanted } as const]
  yield [`${name} welcomes the worker`, { ...world, silence, worker: { ...worker, session: 'attached', queue } }]
}

function wantedOf({ attempts: { first }, mustStop }: Store, { lostIsStopped }: Rules): 'start' | 'stop' | null {
  if (first.state === 'assigned') return mustStop ? 'stop' : 'start'
  return first.state === 'lost' && !first.isGone && lostIsStopped ? 'stop' : null
}

/** A worker that is not attached hears of it in its welcome. */
function told(world: World, name: ServerName, commands: readonly Command[], rules: Rules): World {
  let next = world
  for (const command of commands) {
    const { worker } = next
    if (command.type === 'welcome') continue
    if (command.attempt === 'second') next = obeyed(next, command, rules)
    else if (worker.link === name && worker.session !== 'asked')
      next = { ...next, worker: { ...worker, queue: [...worker.queue, command] } }
  }
  return next
}

/** The connections of a server end with it. */
function disconnected(world: World, name: ServerName): World {
  const { worker } = world
  return worker.link === name ? { ...world, worker: { ...worker, link: null, session: 'asked', queue: [] } } : world
}

function assigned(store: Store, attempt: AttemptName): Store {
  return { ...store, attempts: withRow(store, attempt, { state: 'assigned', isGone: false }) }
}

function withRow(store: Store, attempt: AttemptName, row: AttemptRow): Store['attempts'] {
  return { ...store.attempts, [attempt]: row }
}

function withServer(world: World, name: ServerName, server: Server): World {
  return { ...world, servers: { ...world.servers, [name]: server } }
}
