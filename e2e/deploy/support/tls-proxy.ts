import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request } from 'node:https'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { waitUntil } from '../../support/wait-for.ts'
import { freePort } from './free-port.ts'

const EXAMPLES = fileURLToPath(new URL('../../../deploy/proxy/', import.meta.url))

export const NAME = 'aiflow.example.com'

/** The places of an example that are different on each machine. */
interface Places {
  readonly folder: string
  readonly backend: string
  readonly port: number
  readonly plainPort: number
}

type Kind = 'nginx' | 'caddy'

/** A real proxy with TLS in front of a server, set up by our example. Only addresses, files and one time are replaced. */
export class TlsProxy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aiflow-proxy-'))
  readonly #kind: Kind
  #process: ChildProcess | null = null
  #port = 0

  constructor(kind: Kind) {
    this.#kind = kind
  }

  get url(): string {
    return `https://${NAME}:${this.#port}`
  }

  /** Its certificate, which signs itself. */
  get certificate(): string {
    return join(this.#folder, 'fullchain.pem')
  }

  /** Lets programs find the proxy by its name: a file for `/etc/hosts`. */
  get hosts(): string {
    return join(this.#folder, 'hosts')
  }

  /** Resolves when it accepts connections for the server at an address. */
  async start(serverUrl: string): Promise<void> {
    const folder = this.#folder
    const files = ['-keyout', join(folder, 'privkey.pem'), '-out', this.certificate]
    const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`]
    await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...files, ...subject])
    writeFileSync(this.hosts, `127.0.0.1 localhost ${NAME}\n`)
    this.#port = await freePort()
    const places = { folder, backend: new URL(serverUrl).host, port: this.#port, plainPort: await freePort() }
    const [program, ...words] = this.#kind === 'nginx' ? nginxCommand(places) : caddyCommand(places)
    const environment = { PATH: process.env.PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    this.#process = spawn(program ?? '', words, { stdio: 'ignore', env: environment })
    await once(this.#process, 'spawn')
    await waitUntil(`${this.#kind} to accept connections`, () => accepts(this.#port))
  }

  /** Sends a request as a browser would, and returns the answer once its headers are there. */
  async send(path: string, { body, ...options }: RequestOptions & { body?: string } = {}): Promise<IncomingMessage> {
    const sent = request(`${this.url}${path}`, {
      ca: readFileSync(this.certificate),
      servername: NAME,
      lookup: (_name, _options, found) => found(null, [{ address: '127.0.0.1', family: 4 }]),
      ...options,
    })
    sent.end(body)
    const [answer] = (await once(sent, 'response')) as [IncomingMessage]
    return answer
  }

  async remove(): Promise<void> {
    if (this.#process !== null && this.#process.exitCode === null) {
      // SIGKILL would leave the workers of nginx, and Caddy would wait for its connections after SIGTERM.
      this.#process.kill(this.#kind === 'nginx' ? 'SIGTERM' : 'SIGKILL')
      await once(this.#process, 'exit')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** The example is a part of "http", as in Debian. The idle time is a little longer than the time between heartbeats. */
function nginxCommand({ folder, backend, port, plainPort }: Places): string[] {
  const site = readFileSync(`${EXAMPLES}nginx.conf`, 'utf8')
    .replaceAll('127.0.0.1:8000', backend)
    .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`)
    .replaceAll('/etc/ssl/aiflow', folder)
    .replace('proxy_read_timeout 60s', 'proxy_read_timeout 20s')
  mkdirSync(join(folder, 'temporary'))
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/temporary/${name};`,
  )
  writeFileSync(join(folder, 'site.conf'), site)
  writeFileSync(
    join(folder, 'nginx.conf'),
    `user root; pid ${folder}/nginx.pid; error_log ${folder}/error.log; daemon off; events {}
http { access_log off; ${places.join(' ')} include ${folder}/site.conf; }`,
  )
  return ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
}

function caddyCommand({ folder, backend, port, plainPort }: Places): string[] {
  const site = readFileSync(`${EXAMPLES}Caddyfile`, 'utf8')
    .replaceAll('127.0.0.1:8000', backend)
    .replace(`\n${NAME} {`, `\nhttps://${NAME}:${port} {`)
    .replace(
      '# tls /etc/ssl/aiflow/fullchain.pem /etc/ssl/aiflow/privkey.pem',
      `tls ${folder}/fullchain.pem ${folder}/privkey.pem`,
    )
  writeFileSync(join(folder, 'Caddyfile'), `{\n admin off\n http_port ${plainPort}\n https_port ${port}\n}\n${site}`)
  return ['caddy', 'run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
