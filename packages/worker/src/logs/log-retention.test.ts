import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeChildProcess } from '../children/child-folders.ts'
import { Journal } from '../journal/journal.ts'
import { SnapshotCache } from '../link/snapshot-cache.ts'
import { thisMachine } from '../machine/this-machine.ts'
import { LogRetention } from './log-retention.ts'

const DAY_MS = 24 * 60 * 60 * 1000

let home: string
let journal: Journal
let retention: LogRetention
let warnings: unknown[]
const clock = { now: 0 }

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-test-'))
  for (const folder of ['attempts', 'settled', 'children', 'snapshots']) mkdirSync(join(home, folder))
  clock.now = Date.now()
  warnings = []
  const [attempts, settled, children] = ['attempts', 'settled', 'children'].map((name) => join(home, name))
  journal = new Journal({ attempts: attempts!, settled: settled!, children: children!, now: () => clock.now })
  retention = new LogRetention({
    journal,
    children: join(home, 'children'),
    snapshots: new SnapshotCache(join(home, 'snapshots')),
    table: thisMachine(),
    now: () => clock.now,
    warn: (error) => warnings.push(error),
  })
})

afterEach(() => rmSync(home, { recursive: true }))

/** A child whose log was last written some days ago. */
function addChild(name: string, days: number): string {
  const folder = join(home, 'children', name)
  mkdirSync(folder)
  writeFileSync(join(folder, 'log'), 'x')
  const seconds = (clock.now - days * DAY_MS) / 1000
  utimesSync(join(folder, 'log'), seconds, seconds)
  return folder
}

describe('how long logs are kept', () => {
  test('a settled attempt is found for as many days as the server says, and then no more', () => {
    journal.folder('attempt').create()
    journal.settle('attempt')
    retention.keep(3)
    clock.now += 3 * DAY_MS
    retention.sweep()
    expect(journal.find('attempt')).not.toBeNull()
    clock.now += DAY_MS
    retention.sweep()
    expect(journal.find('attempt')).toBeNull()
  })

  test('a server that wants less gets it at once', () => {
    journal.folder('attempt').create()
    journal.settle('attempt')
    clock.now += 10 * DAY_MS
    retention.sweep()
    expect(journal.find('attempt')).not.toBeNull()
    retention.keep(5)
    expect(journal.find('attempt')).toBeNull()
  })

  test('an attempt that is not settled is never removed', () => {
    journal.folder('attempt').create()
    clock.now += 1000 * DAY_MS
    retention.sweep()
    expect(journal.find('attempt')).not.toBeNull()
  })

  test('the log of a child goes when it is old, unless the child still runs', () => {
    const old = addChild('old', 40)
    const young = addChild('young', 20)
    const running = addChild('running', 40)
    const machine = thisMachine()
    const leader = machine.find(process.pid)
    if (leader === null || leader === undefined) throw new Error('this process is not in the table')
    writeChildProcess(running, { identity: leader, bootId: machine.bootId })
    retention.sweep()
    expect([old, young, running].map((folder) => existsSync(folder))).toEqual([false, true, true])
    expect(warnings).toEqual([])
  })
})
