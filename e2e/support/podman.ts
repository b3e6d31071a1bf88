import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TOOLS = ['sh', 'sleep', 'echo', 'cat', 'true', 'false', 'ls', 'kill', 'id', 'tail', 'test', '[']
/** What the machine of the tests may not raise. */
const SETTINGS = `[engine]
runtime = "runc"
events_logger = "file"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
log_driver = "k8s-file"
`

/** A real podman with storage of its own, and an image with a shell. */
export class Podman {
  readonly folder = mkdtempSync(join(tmpdir(), 'aiflow-podman-'))
  readonly image = 'localhost/aiflow-tools:1'
  /** For the processes that use it. */
  readonly environment: Readonly<Record<string, string>>

  constructor() {
    const settings = join(this.folder, 'containers.conf')
    const storage = join(this.folder, 'storage.conf')
    writeFileSync(settings, SETTINGS)
    writeFileSync(
      storage,
      `[storage]\ndriver = "vfs"\ngraphroot = "${join(this.folder, 'graph')}"\nrunroot = "${join(this.folder, 'run')}"\n`,
    )
    this.environment = { CONTAINERS_CONF: settings, CONTAINERS_STORAGE_CONF: storage }
  }

  /** Makes the image. */
  prepare(): void {
    const root = join(this.folder, 'root')
    for (const folder of ['bin', 'tmp']) mkdirSync(join(root, folder), { recursive: true })
    copyFileSync('/bin/busybox', join(root, 'bin/busybox'))
    for (const tool of TOOLS) symlinkSync('busybox', join(root, 'bin', tool))
    execFileSync('sh', ['-c', 'tar -C "$0" -c . | podman import --change ENV=PATH=/bin - "$1"', root, this.image], {
      env: this.#everything(),
      stdio: 'ignore',
    })
  }

  call(...words: string[]): string {
    return execFileSync('podman', words, { env: this.#everything(), encoding: 'utf8' })
  }

  /** The names of all containers, also of those that have ended. */
  get containers(): string[] {
    return this.call('ps', '--all', '--format', '{{.Names}}')
      .split('\n')
      .filter((name) => name !== '')
  }

  remove(): void {
    this.call('rm', '--all', '--force', '--volumes')
    rmSync(this.folder, { recursive: true, force: true })
  }

  #everything(): NodeJS.ProcessEnv {
    return { ...process.env, ...this.environment }
  }
}
