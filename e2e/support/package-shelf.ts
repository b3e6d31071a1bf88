import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A package that a test makes up. */
export interface ShelfPackage {
  readonly name: string
  readonly version: string
  readonly manifest?: Readonly<Record<string, unknown>>
  readonly files?: Readonly<Record<string, string>>
}

interface Shelved {
  readonly manifest: Readonly<Record<string, unknown>>
  readonly tarball: Buffer
}

/** A registry with packages that a test makes up, and nothing else. It counts what is fetched from it. */
export class PackageShelf {
  /** How often a tarball was sent, by name. */
  readonly sent: Record<string, number> = {}
  readonly #packages = new Map<string, Shelved>()
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(packages: readonly ShelfPackage[]): Promise<PackageShelf> {
    const server = createServer()
    const shelf = new PackageShelf(server)
    for (const each of packages) shelf.add(each)
    server.on('request', (request, response) => {
      const path = decodeURIComponent(new URL(request.url ?? '/', 'http://shelf').pathname).slice(1)
      const [name = '', isTarball] = path.split('/-/')
      const found = shelf.#packages.get(name)
      if (found === undefined) return response.writeHead(404).end('{}')
      if (isTarball === undefined) return response.end(JSON.stringify(shelf.#describe(found)))
      shelf.sent[name] = (shelf.sent[name] ?? 0) + 1
      return response.end(found.tarball)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return shelf
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`
  }

  add({ name, version, manifest = {}, files = {} }: ShelfPackage): void {
    const full = { name, version, main: 'index.js', ...manifest }
    const tarball = packed({ 'index.js': '', ...files, 'package.json': JSON.stringify(full) })
    this.#packages.set(name, { manifest: full, tarball })
  }

  async stop(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }

  #describe({ manifest, tarball }: Shelved): unknown {
    const { name, version } = manifest as { name: string; version: string }
    const dist = {
      tarball: `${this.url}${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    }
    return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } }
  }
}

function packed(files: Readonly<Record<string, string>>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'aiflow-package-'))
  try {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, 'package', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text)
    }
    return execFileSync('tar', ['-czf', '-', 'package'], { cwd: folder })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
