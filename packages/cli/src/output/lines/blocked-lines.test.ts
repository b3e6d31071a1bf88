import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { blockedLine } from './blocked-lines.ts'

const NONE = { count: 0, first: [] }

test.each(['orders.loaded', 'a b', "it's", '$(touch x)', '`x`', 'a; false', 'a\\', '"', '~', '*', '-n', '#'])(
  'a shell sends the event "%s" as it is, if the advice is copied into it',
  (key) => {
    const awaited = { task: 'merge', key, waitsFor: 'an event', reason: 'nobody sends it' }
    const blocked = { tasks: NONE, idle: true, events: { count: 1, first: [awaited] } }
    const line = blockedLine({ id: 1, namespace: 'default', blocked })
    const advice = /Send one: aiflow event send (.*)$/.exec(line ?? '')?.[1] ?? ''
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${advice}`], { encoding: 'utf8' })
    expect(words).toBe(`${key}\n`)
  },
)
