import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { waitFor, waitUntil } from '../../support/wait-for.ts'

const BOOT = fileURLToPath(new URL('boot-systemd.sh', import.meta.url))
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
const LIMIT_MS = 120_000

/**
 * A real systemd with our units, in namespaces of its own: the files of this machine with what is written on top in memory,
 * its own processes and groups, the network of this machine. The program is mounted where the units look for it. It needs
 * root. Groups have no controllers where the machine uses them in version 1, so limits of memory and tasks are not tried.
 */
export class Systemd {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aiflow-systemd-'))
  #boot: ChildProcess | null = null
  #pid = 0

  /** Resolves when it has booted, with the user of the service and without any of our units started. */
  async start(): Promise<void> {
    this.#boot = spawn(BOOT, [this.#folder], { stdio: 'ignore' })
    this.#pid = await waitFor('the first process of systemd', () => this.#findInit())
    await waitUntil(
      'systemd to be running',
      async () => (await this.try('systemctl', 'is-system-running')) === 'running',
    )
    await this.run('useradd', '--system', '--user-group', '--home-dir', '/var/lib/aiflow', 'aiflow')
    await this.run('install', '-d', '-o', 'aiflow', '-g', 'aiflow', '-m', '700', '/var/backups/aiflow')
    await this.write('/etc/aiflow/aiflow.env', 'AIFLOW_SERVER_PORT=0\n')
  }

  /** Runs a command inside, which must succeed, and returns what it printed. */
  async run(...words: string[]): Promise<string> {
    const { failed, text } = await this.#execute(words)
    if (failed) throw new Error(`"${words.join(' ')}" failed: ${text}`)
    return text
  }

  /** The same, whether or not it succeeds. */
  async try(...words: string[]): Promise<string> {
    return (await this.#execute(words)).text
  }

  /** The path outside of a file inside. */
  path(inside: string): string {
    return `/proc/${this.#pid}/root${inside}`
  }

  read(inside: string): string {
    return readFileSync(this.path(inside), 'utf8')
  }

  async write(inside: string, content: string): Promise<void> {
    await this.run('sh', '-c', 'printf %s "$2" >"$1"', 'sh', inside, content)
  }

  /** The process id inside of the main process of a unit, null if it has none. */
  async mainPid(unit: string): Promise<number | null> {
    return Number(await this.run('systemctl', 'show', '--property=MainPID', '--value', unit)) || null
  }

  /** Kills the main process of a unit, which must have one, and returns its id. */
  async killMain(unit: string): Promise<number> {
    const pid = await this.mainPid(unit)
    if (pid === null) throw new Error(`${unit} does not run: ${await this.try('systemctl', 'status', '--full', unit)}`)
    await this.run('kill', '-9', String(pid))
    return pid
  }

  /** Ends every process inside. */
  async remove(): Promise<void> {
    const ended = this.#boot !== null && this.#boot.exitCode === null ? once(this.#boot, 'exit') : null
    if (this.#pid > 0) process.kill(this.#pid, 'SIGKILL')
    else this.#boot?.kill('SIGKILL')
    await ended
    await waitUntil('the groups of systemd to be empty', () => this.#removeGroups())
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** It is the only child of "unshare", which is what the script becomes. */
  #findInit(): number | null {
    const { pid, exitCode } = this.#boot ?? {}
    if (exitCode !== null) throw new Error(`systemd could not be booted (exit code ${exitCode}).`)
    const child = Number(readOrEmpty(`/proc/${pid}/task/${pid}/children`).trim())
    return readOrEmpty(`/proc/${child}/comm`).trim() === 'systemd' ? child : null
  }

  #execute(words: readonly string[]): Promise<{ failed: boolean; text: string }> {
    const inside = ['--target', String(this.#pid), '--mount', '--pid', '--cgroup', '--ipc', '--uts', '--root']
    return new Promise((resolve) => {
      const options = { timeout: LIMIT_MS, env: { PATH } }
      execFile('nsenter', [...inside, 'env', '--chdir=/', ...words], options, (error, stdout, stderr) => {
        resolve({ failed: error !== null, text: `${stdout}${stderr}`.trim() })
      })
    })
  }

  #removeGroups(): boolean {
    const name = basename(this.#folder)
    return ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].every((root) => removeGroup(join(root, name)))
  }
}

function removeGroup(path: string): boolean {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (entry.isDirectory() && !removeGroup(join(path, entry.name))) return false
    rmdirSync(path)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
