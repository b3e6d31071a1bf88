import fs from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'

/*
 * Loaded into every process of the program (`NODE_OPTIONS=--import …`); only a server minds it. Once the file
 * `armed` lies in the home, the server kills itself with SIGKILL right before or right after one thing that it does:
 * `KILL_POINT` is `<what>:<before|after>:<how many of them are let pass>`. The server itself knows nothing of it.
 */
const [what = '', when = '', passes = '0'] = (process.env.KILL_POINT ?? '').split(':')

/** What the server writes to a connection begins so, or has this in it. */
const WRITES: Readonly<Record<string, RegExp>> = {
  answer: /"offsets":\[/,
  start: /"type":"start","specs":\[\{/,
  stop: /"type":"stop","attemptIds":\[/,
  acknowledge: /"type":"acknowledge"/,
}

type Call = (...args: never[]) => unknown

let left = Number(passes)
let isDue = false

/** Whether this is the one that is meant. */
function isMeant(): boolean {
  if (!fs.existsSync(join(process.env.AIFLOW_HOME ?? '', 'armed'))) return false
  left -= 1
  return left < 0
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL')
  // The signal arrives before the next line of any code runs.
  for (;;);
}

function wrap(owner: object, name: string, around: (call: () => unknown, self: object, args: never[]) => unknown) {
  const original = Reflect.get(owner, name) as Call
  Reflect.set(owner, name, function (this: object, ...args: never[]) {
    return around(() => original.apply(this, args), this, args)
  })
}

/** Commits of transactions that write. */
function watchCommits(): void {
  const statements = new WeakMap<object, { database: object; sql: string }>()
  const writing = new WeakSet<object>()
  wrap(DatabaseSync.prototype, 'prepare', (call, database, [sql]) => {
    const statement = call() as object
    statements.set(statement, { database, sql: String(sql) })
    return statement
  })
  wrap(DatabaseSync.prototype, 'exec', (call, database, [sql]) => {
    if (String(sql) === 'ROLLBACK') writing.delete(database)
    return call()
  })
  wrap(StatementSync.prototype, 'run', (call, statement) => {
    const { database, sql } = statements.get(statement) ?? { database: statement, sql: '' }
    if (sql === 'BEGIN IMMEDIATE') writing.add(database)
    const isCommit = sql === 'COMMIT' && writing.delete(database) && isMeant()
    if (isCommit && when === 'before') kill()
    const result = call()
    if (isCommit) kill()
    return result
  })
}

/** A message may be written in two pieces that leave together. */
function watchWrites(pattern: RegExp): void {
  wrap(Socket.prototype, 'write', (call, socket, [chunk]) => {
    const isOne = pattern.test(String(chunk)) && isMeant()
    if (isOne && when === 'before') kill()
    const result = call()
    if (isOne && Reflect.get(socket, 'writableCorked') === 0) kill()
    isDue ||= isOne
    return result
  })
  wrap(Socket.prototype, 'uncork', (call) => {
    const result = call()
    if (isDue) kill()
    return result
  })
}

if (process.argv[1]?.endsWith('server.js')) {
  const pattern = WRITES[what]
  if (what === 'commit') watchCommits()
  else if (pattern !== undefined) watchWrites(pattern)
}
