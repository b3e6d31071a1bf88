import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startServer } from '../src/index.ts'
import { backUpStore } from '../src/storage/sqlite/store-file.ts'

let home: string
let umask: number

beforeEach(() => {
  umask = process.umask(0)
  home = mkdtempSync(join(tmpdir(), 'aiflow-private-'))
  chmodSync(home, 0o777)
})

afterEach(() => {
  process.umask(umask)
  rmSync(home, { recursive: true, force: true })
})

/** Files and folders below the home that others may look into. */
function open(folder = home): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    const own = (statSync(path).mode & 0o077) === 0 ? [] : [path]
    return entry.isDirectory() ? [...own, ...open(path)] : own
  })
}

const start = () => startServer({ home, host: '127.0.0.1', port: 0, version: '0', logger: pino({ level: 'silent' }) })

test('nobody else reads a file of a home, whoever made the folder and whatever the umask is', async () => {
  const server = await start()
  expect(open()).toEqual([])
  await server.stop()
  backUpStore(join(home, 'aiflow.db'), join(home, 'copy'))
  expect(open()).toEqual([])
})

test('what was open to others is closed by the next start', async () => {
  await (await start()).stop()
  for (const name of readdirSync(home)) chmodSync(join(home, name), statSync(join(home, name)).isFile() ? 0o666 : 0o777)
  mkdirSync(join(home, 'logs'), { recursive: true })
  writeFileSync(join(home, 'logs/server.log'), '')
  const server = await start()
  expect(open()).toEqual([])
  await server.stop()
})

test.each(['token', 'session-secret', 'task-secret', 'server.json'])(
  '%s that is a folder, or no text, is made anew',
  async (name) => {
    mkdirSync(join(home, name))
    await (await start()).stop()
    writeFileSync(join(home, name), Buffer.alloc(40))
    const server = await start()
    expect(statSync(join(home, name)).isFile()).toBe(true)
    await server.stop()
  },
)
