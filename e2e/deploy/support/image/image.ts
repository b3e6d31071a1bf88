import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Registry } from '../../../support/registry.ts'
import { baseFiles } from './base-image.ts'

const CONTEXT = fileURLToPath(new URL('../../../../deploy/image/', import.meta.url))
const TOOLS = { buildah: 'buildah', mmdebstrap: 'mmdebstrap', ip: 'iproute2' }
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/** What an image says about its containers. */
export interface ImageConfig {
  readonly User: string
  readonly Env: readonly string[]
  readonly Entrypoint: readonly string[]
  readonly Cmd: readonly string[]
  readonly WorkingDir: string
  readonly Healthcheck: { readonly Test: readonly string[] }
}

/** The image, built by its Dockerfile from the packages of this clone, in a store of its own. It needs root. */
export class Image {
  readonly folder = mkdtempSync(join(tmpdir(), 'aiflow-image-'))

  async build(): Promise<void> {
    await expectTools()
    const base = (await this.#buildah('from', 'scratch')).trim()
    await this.#buildah('add', '--quiet', base, await baseFiles(), '/')
    await this.#buildah('commit', '--quiet', '--rm', base, 'localhost/base')
    const registry = await Registry.start()
    try {
      const context = this.#copyContext()
      const mounts = this.#settingsOfNpm(registry.url)
      const isolation = ['--isolation', 'chroot', '--network', 'host', '--pull-never']
      const image = ['--format', 'docker', '--tag', 'localhost/aiflow', '--build-arg', 'BASE=localhost/base']
      await this.#buildah('bud', ...isolation, ...image, ...mounts.flatMap((each) => ['--volume', each]), context)
    } finally {
      await registry.stop()
    }
  }

  /** The files of the image in a folder, and what it says about its containers. */
  async open(): Promise<{ readonly root: string; readonly config: ImageConfig }> {
    const container = (await this.#buildah('from', '--pull-never', 'localhost/aiflow')).trim()
    const root = (await this.#buildah('mount', container)).trim()
    const { Docker } = JSON.parse(await this.#buildah('inspect', '--type', 'image', 'localhost/aiflow'))
    return { root, config: Docker.config }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #buildah(...words: string[]): Promise<string> {
    const place = ['--root', join(this.folder, 'store'), '--runroot', join(this.folder, 'run')]
    const options = { maxBuffer: MAX_OUTPUT_BYTES }
    const { stdout } = await promisify(execFile)('buildah', [...place, '--storage-driver', 'vfs', ...words], options)
    return stdout
  }

  /** Without tarballs that somebody has put there. */
  #copyContext(): string {
    const context = join(this.folder, 'context')
    cpSync(CONTEXT, context, { recursive: true, filter: (path) => path !== join(CONTEXT, 'packages') })
    return context
  }

  /** Mounts that let npm find the registry, and trust what this machine trusts. */
  #settingsOfNpm(registry: string): string[] {
    const settings = join(this.folder, 'npmrc')
    const certificates = join(this.folder, 'certificates.pem')
    writeFileSync(settings, `registry=${registry}\ncafile=/run/certificates.pem\n`)
    writeFileSync(certificates, [...getCACertificates('default'), ...getCACertificates('system')].join('\n'))
    return [`${settings}:/usr/local/etc/npmrc:ro`, `${certificates}:/run/certificates.pem:ro`]
  }
}

async function expectTools(): Promise<void> {
  const missing: string[] = []
  for (const [tool, debianPackage] of Object.entries(TOOLS)) {
    await promisify(execFile)(tool, [tool === 'ip' ? '-V' : '--version']).catch(() => missing.push(debianPackage))
  }
  if (missing.length > 0) {
    const packages = missing.join(' ')
    throw new Error(`The image cannot be built without ${packages}. Run "apt-get install ${packages}" as root.`)
  }
}
