import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { type PackedPackage, packedPackages } from './packed-packages.ts'

/** Some package managers refuse what was published a moment ago. */
const AGE_MS = 30 * 24 * 3_600_000
const TARBALL = /^\/(.+)\/-\/[^/]+\.tgz$/

/**
 * A registry that has our packages as they would be published. For all others it sends npm to the registry that this
 * machine is set up for. Give npm its address as `npm_config_registry`.
 */
export class Registry {
  readonly url: string
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  static async start(): Promise<Registry> {
    const others = await configuredRegistry()
    const byName = new Map(packedPackages().map((each) => [each.manifest.name, each]))
    const server = createServer((request, response) => answer(request, response, byName, others))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Registry(server)
  }

  async stop(): Promise<void> {
    this.#server.close()
    this.#server.closeAllConnections()
    await once(this.#server, 'close')
  }
}

function answer(
  { url = '/', headers }: IncomingMessage,
  response: ServerResponse,
  packages: ReadonlyMap<string, PackedPackage>,
  others: string,
): void {
  const path = decodeURIComponent(new URL(url, 'http://registry').pathname)
  const ofTarball = packages.get(TARBALL.exec(path)?.[1] ?? '')
  const ofName = packages.get(path.slice(1))
  if (ofTarball !== undefined) response.end(ofTarball.tarball)
  else if (ofName !== undefined) {
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(describe(ofName, `http://${headers.host}`)))
  } else response.writeHead(307, { location: `${others}${url}` }).end()
}

/** What a registry says of a package that has one version. */
function describe({ manifest, tarball }: PackedPackage, registry: string): unknown {
  const { name, version } = manifest
  const dist = {
    tarball: `${registry}/${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
    shasum: createHash('sha1').update(tarball).digest('hex'),
  }
  const published = new Date(Date.now() - AGE_MS).toISOString()
  const time = { created: published, modified: published, [version]: published }
  return { name, time, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } }
}

async function configuredRegistry(): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'])
  return stdout.trim().replace(/\/$/, '')
}
