import { execFileSync, spawn } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { isAlive } from './processes.ts'
import { waitUntil } from './wait-for.ts'

const PROGRAM = '/usr/sbin/sshd'

/** A real OpenSSH server for the user of the tests, with a home folder and keys of its own. */
export class Sshd {
  readonly folder = mkdtempSync(join(tmpdir(), 'aiflow-sshd-'))
  readonly home = join(this.folder, 'home')
  readonly identityFile = join(this.folder, 'user-key')
  readonly knownHosts = join(this.folder, 'known-hosts')
  port = 0

  async start(): Promise<void> {
    this.port ||= await freePort()
    if (!existsSync(this.home)) this.#prepare()
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
    spawn(PROGRAM, ['-D', '-f', join(this.folder, 'config'), '-E', join(this.folder, 'log')], { stdio: 'ignore' })
    await waitUntil('the SSH server', () => this.#accepts())
  }

  /** Ends the server and its connections. The commands that it started go on. */
  async kill(): Promise<void> {
    const pid = Number(readFileSync(join(this.folder, 'pid'), 'utf8'))
    const all = [pid, ...sessionsOf(pid)]
    for (const each of all) process.kill(each, 'SIGKILL')
    await waitUntil('the end of the SSH server', () => !all.some(isAlive))
  }

  /** From now on, its key is another one. */
  changeKey(): void {
    rmSync(join(this.folder, 'host-key'))
    createKey(join(this.folder, 'host-key'))
  }

  /** Folders of commands that are not over, or were stopped. */
  get tasks(): string[] {
    return globSync('*', { cwd: join(this.home, '.aiflow/tasks') })
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  #prepare(): void {
    const { folder, port, home } = this
    mkdirSync(home)
    createKey(join(folder, 'host-key'))
    createKey(this.identityFile)
    writeFileSync(this.knownHosts, `[127.0.0.1]:${port} ${readFileSync(join(folder, 'host-key.pub'), 'utf8')}`)
    const options = [
      `Port ${port}`,
      'ListenAddress 127.0.0.1',
      `HostKey ${folder}/host-key`,
      `AuthorizedKeysFile ${this.identityFile}.pub`,
      `PidFile ${folder}/pid`,
      `SetEnv HOME=${home}`,
      'StrictModes no',
      'UsePAM no',
      'PermitRootLogin yes',
      'PasswordAuthentication no',
    ]
    writeFileSync(join(folder, 'config'), `${options.join('\n')}\n`)
  }

  #accepts(): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const socket = connect(this.port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    return promise.finally(() => socket.destroy())
  }
}

/** The processes of its connections, which are its descendants with its name. */
function sessionsOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n')
  const processes = lines.map((line) => line.trim().split(/\s+/))
  const found = processes
    .filter(([, ppid, name]) => Number(ppid) === pid && name?.startsWith('sshd'))
    .map(([child]) => Number(child))
  return [...found, ...found.flatMap(sessionsOf)]
}

function createKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
}
