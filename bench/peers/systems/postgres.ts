import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually, freePort } from './ready.ts'

const VERSIONS = '/usr/lib/postgresql'
/** It stops at once, and disconnects its clients. */
const STOP = 'SIGINT'

export interface Postgres {
  /** Of an empty database. */
  readonly url: string
  stop(): Promise<void>
}

/** Starts a PostgreSQL with its defaults in a folder of its own. As root it runs as `postgres`, since it refuses root. */
export async function startPostgres(): Promise<Postgres> {
  const programs = programsFolder()
  const folder = mkdtempSync(join(tmpdir(), 'aiflow-bench-postgres-'))
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {}
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid)
  const port = await freePort()
  const log = openSync(join(folder, 'log'), 'a')
  const data = join(folder, 'data')
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust'], { ...user, cwd: folder })
  const words = ['-D', data, '-p', String(port), '-k', folder, '-c', 'listen_addresses=127.0.0.1']
  const server = spawn(join(programs, 'postgres'), words, { ...user, cwd: folder, stdio: ['ignore', log, log] })
  process.once('exit', () => {
    server.kill('SIGQUIT')
    rmSync(folder, { recursive: true, force: true })
  })
  const place = ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres']
  await eventually(() => execFileSync(join(programs, 'createdb'), [...place, 'bench'], { stdio: 'pipe' }))
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/bench`,
    async stop() {
      const gone = once(server, 'exit')
      server.kill(STOP)
      await gone
    },
  }
}

function programsFolder(): string {
  const versions = existsSync(VERSIONS) ? readdirSync(VERSIONS).toSorted((a, b) => Number(a) - Number(b)) : []
  const newest = versions.at(-1)
  if (newest !== undefined) return join(VERSIONS, newest, 'bin')
  throw new Error('PostgreSQL is missing. Install it ("apt-get install postgresql"), or leave out dbos with --only.')
}

function idOf(option: '-u' | '-g'): number {
  return Number(execFileSync('id', [option, 'postgres'], { encoding: 'utf8' }))
}
