import fs from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'

/*
 * Loaded into every process of the program (`NODE_OPTIONS=--import …`), but active only in a server. Once the file `armed`
 * exists in the home, the server kills itself with SIGKILL right before or right after one operation: `KILL_POINT` is
 * `<what>:<before|after>:<how many to let pass>`. The code of the server does not know about it.
 */
const [what = '', when = '', passes = '0'] = (process.env.KILL_POINT ?? '').split(':')

/** Patterns of what the server writes to a connection. */
const WRITES: Readonly<Record<string, RegExp>> = {
  answer: /"offsets":\[/,
  start: /"type":"start","specs":\[\{/,
  stop: /"type":"stop","attemptIds":\[/,
  acknowledge: /"type":"acknowledge"/,
}

type Call = (...args: never[]) => unknown

let left = Number(passes)
let isDue = false

/** Whether this operation is the one to be killed at. */
function isMeant(): boolean {
  if (!fs.existsSync(join(process.env.AIFLOW_HOME ?? '', 'armed'))) return false
  left -= 1
  return left < 0
}

function kill(): void {
  process.kill(process.pid, 'SIGKILL')
  // Nothing else may run until the signal arrives.
  for (;;);
}

function wrap(owner: object, name: string, around: (call: () => unknown, self: object, args: never[]) => unknown) {
  const original = Reflect.get(owner, name) as Call
  Reflect.set(owner, name, function (this: object, ...args: never[]) {
    return around(() => original.apply(this, args), this, args)
  })
}

/** Watches commits of transactions that write. */
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

/** Watches writes to connections. A message may be written in two pieces that are sent together. */
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
