import { execFileSync } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'

/** A PostgreSQL server of its own, which listens on this machine alone. It never runs as root. */
export class Postgres {
  readonly folder = mkdtempSync(join(tmpdir(), 'aiflow-postgres-'))
  readonly #programs = globSync('/usr/lib/postgresql/*/bin').at(-1) ?? ''
  #port = 0

  get url(): string {
    return `postgres://tester@127.0.0.1:${this.#port}/postgres`
  }

  async start(): Promise<void> {
    this.#port = await freePort()
    chmodSync(this.folder, 0o777)
    const data = join(this.folder, 'data')
    this.#run('initdb', '--pgdata', data, '--username', 'tester', '--auth', 'trust', '--no-sync')
    const options = `-c port=${this.#port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`
    this.#run('pg_ctl', '--pgdata', data, '--wait', '--log', join(this.folder, 'log'), '-o', options, 'start')
  }

  /** Adds a user who needs a password. Everyone else is trusted. */
  addUser(user: string, password: string): void {
    this.query(`CREATE ROLE ${user} LOGIN PASSWORD '${password}'`)
    const file = join(this.folder, 'data', 'pg_hba.conf')
    writeFileSync(file, `host all ${user} 127.0.0.1/32 scram-sha-256\n${readFileSync(file, 'utf8')}`)
    this.query('SELECT pg_reload_conf()')
  }

  get port(): number {
    return this.#port
  }

  /** The rows that a query prints, a line each, with `|` between columns. */
  query(sql: string): string[] {
    const output = this.#run('psql', '--no-psqlrc', '--tuples-only', '--no-align', '--command', sql, this.url)
    return output.split('\n').filter(Boolean)
  }

  stop(): void {
    this.#run('pg_ctl', '--pgdata', join(this.folder, 'data'), '--mode', 'immediate', '--wait', 'stop')
  }

  remove(): void {
    this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #run(program: string, ...words: string[]): string {
    const path = join(this.#programs, program)
    const [file, before] =
      process.getuid?.() === 0 ? ['setpriv', ['--reuid', 'postgres', '--clear-groups']] : [path, []]
    const rest = file === path ? words : [...before, path, ...words]
    return execFileSync(file, rest, { cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  }
}
