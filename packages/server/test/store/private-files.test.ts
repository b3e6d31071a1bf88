import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startServer } from '../../src/index.ts'
import { backUpStore } from '../../src/storage/sqlite/file/store-file.ts'

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

test('a home that others may write to is logged once, and a private one is not', async () => {
  const lines: string[] = []
  const logger = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) })
  const options = { home, host: '127.0.0.1', port: 0, version: '0', logger }
  await (await startServer(options)).stop()
  expect(lines).toEqual([expect.stringContaining('chmod 700')])
  chmodSync(home, 0o755)
  await (await startServer(options)).stop()
  expect(lines).toHaveLength(1)
})

test('the next start makes files private that were open to others', async () => {
  await (await start()).stop()
  for (const name of readdirSync(home)) chmodSync(join(home, name), statSync(join(home, name)).isFile() ? 0o666 : 0o777)
  mkdirSync(join(home, 'logs'), { recursive: true })
  writeFileSync(join(home, 'logs/server.log'), '')
  const server = await start()
  expect(open()).toEqual([])
  await server.stop()
})

/** What may stand in the place of a file. Whoever waits for a FIFO, or reads a device to its end, never comes back. */
const DAMAGES: Readonly<Record<string, (path: string) => void>> = {
  'a folder': (path) => mkdirSync(path),
  'no text': (path) => writeFileSync(path, Buffer.alloc(40)),
  empty: (path) => writeFileSync(path, ''),
  'a FIFO': (path) => execFileSync('mkfifo', [path]),
  'a link to itself': (path) => symlinkSync(path, path),
  'a link to nothing': (path) => symlinkSync('/nonexistent/file', path),
  'a link to a device': (path) => symlinkSync('/dev/zero', path),
  'larger than it can be': (path) => {
    writeFileSync(path, '')
    truncateSync(path, 2 ** 30)
  },
}

const MADE_ANEW = ['token', 'session-secret', 'task-secret', 'server.json', 'server.json.new']
const STORE = ['aiflow.db', 'aiflow.db-wal', 'aiflow.db-shm']

test.each(Object.keys(DAMAGES))('secrets and addresses that are %s are created again', async (damage) => {
  for (const name of MADE_ANEW) DAMAGES[damage]!(join(home, name))
  const server = await start()
  for (const name of MADE_ANEW.slice(0, -1)) {
    expect(lstatSync(join(home, name)).isFile()).toBe(true)
    expect(readFileSync(join(home, name), 'utf8')).toMatch(/^[\x21-\x7e]{40,}\n$/)
  }
  await server.stop()
})

test.each(STORE.flatMap((name) => ['a FIFO', 'a folder', 'a link to itself'].map((damage) => [name, damage] as const)))(
  '%s that is %s is named, with what to do',
  async (name, damage) => {
    if (name !== 'aiflow.db') await (await start()).stop()
    rmSync(join(home, name), { force: true })
    DAMAGES[damage]!(join(home, name))
    const message = expect.stringMatching(new RegExp(`"${join(home, name)}" is not a regular file. Move it away`))
    await expect(start()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', message })
  },
)

test('a secret that was damaged is kept beside the new one', async () => {
  writeFileSync(join(home, 'token'), 'two words')
  await (await start()).stop()
  const [kept = ''] = readdirSync(home).filter((name) => name.startsWith('token.damaged-'))
  expect(readFileSync(join(home, kept), 'utf8')).toBe('two words')
})
