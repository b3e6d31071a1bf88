import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AIFlowClient, type UploadRequest } from '@aiflow/sdk/client'
import { pino } from 'pino'
import { configSchema } from '../../src/config/config-schema.ts'
import type { UnreadTextOptions } from '../../src/http/streams/unread-text.ts'
import { type Server, startServer } from '../../src/server.ts'
import { createTemporaryFolder } from '../../src/testing/temporary-folder.ts'

/** Settings of the configuration, and others of the server. */
type HarnessOptions = Record<string, unknown> & {
  readonly unread?: UnreadTextOptions
  readonly silenceMs?: number
  readonly pageFolder?: string
  readonly hasReadThread?: boolean
  readonly secretsKey?: string
}

/** A whole server on a folder of its own, and a client of it. */
export class HttpHarness {
  server!: Server
  readonly #folder: { path: string; remove: () => Promise<void> }
  readonly #config: Record<string, unknown>
  readonly #unread: UnreadTextOptions | undefined
  readonly #silenceMs: number | undefined
  readonly #pageFolder: string | undefined
  readonly #hasReadThread: boolean
  /** The next start takes it. */
  secretsKey: string | null
  secretVariables: Record<string, string> = {}

  private constructor(
    folder: { path: string; remove: () => Promise<void> },
    { unread, silenceMs, pageFolder, hasReadThread = true, secretsKey, ...config }: HarnessOptions,
  ) {
    this.#folder = folder
    this.#config = config
    this.#unread = unread
    this.#silenceMs = silenceMs
    this.#pageFolder = pageFolder
    this.#hasReadThread = hasReadThread
    this.secretsKey = secretsKey ?? null
  }

  static async create(options: HarnessOptions = {}): Promise<HttpHarness> {
    const harness = new HttpHarness(await createTemporaryFolder(), options)
    await harness.start()
    return harness
  }

  get folder(): string {
    return this.#folder.path
  }

  get storePath(): string {
    return join(this.#folder.path, 'aiflow.db')
  }

  get token(): string {
    return readFileSync(join(this.#folder.path, 'token'), 'utf8').trim()
  }

  /** Finds the server also after it came back on another port. */
  clientWith(token: string | null): AIFlowClient {
    return new AIFlowClient({ url: () => this.server.url, token, retry: { firstDelayMs: 5, maxDelayMs: 20 } })
  }

  get client(): AIFlowClient {
    return this.clientWith(this.token)
  }

  async start(): Promise<void> {
    this.server = await startServer({
      home: this.#folder.path,
      host: '127.0.0.1',
      port: 0,
      version: '0.1.0',
      config: configSchema.parse(this.#config),
      logger: pino({ level: 'silent' }),
      hasReadThread: this.#hasReadThread,
      secretsKey: this.secretsKey,
      secretVariables: this.secretVariables,
      ...(this.#unread === undefined ? {} : { unread: this.#unread }),
      ...(this.#silenceMs === undefined ? {} : { silenceMs: this.#silenceMs }),
      ...(this.#pageFolder === undefined ? {} : { pageFolder: this.#pageFolder }),
    })
  }

  async dispose(): Promise<void> {
    await this.server.stop()
    await this.#folder.remove()
  }

  /** A request as any program may make it; without a token unless one is given. */
  async call(
    path: string,
    init: RequestInit = {},
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
    const response = await fetch(`${this.server.url}${path}`, init)
    return {
      status: response.status,
      body: (await response.json()) as Record<string, unknown>,
      headers: response.headers,
    }
  }

  /** The same, with the token of the server and a JSON body. */
  post(path: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/json') {
    const headers = { authorization: `Bearer ${this.token}`, 'content-type': type }
    return this.call(path, { method: 'POST', headers, body })
  }
}

/** An upload of one workflow; what is left out gets its default. */
export function uploadOf(definition: Record<string, unknown> = {}): UploadRequest {
  const full = {
    formatVersion: 1,
    sdkVersion: '0.1.0',
    namespace: 'default',
    name: 'w',
    tasks: [bash('a')],
    ...definition,
  }
  return {
    definitions: [full as UploadRequest['definitions'][number]],
    bundle: 'export const workflow = 1',
    source: { path: 'w.ts', text: 'const workflow = 1' },
    files: [{ path: 'data/labels.csv', contentBase64: Buffer.from('a,b').toString('base64') }],
  }
}

export function bash(name: string, more: Record<string, unknown> = {}) {
  return { name, operator: { type: 'bash', command: 'true' }, ...more }
}

/** A letter as a step leaves it whose event cannot be processed. */
export function addDeadLetter(storePath: string, id: number, eventOffset = 1): void {
  const store = new DatabaseSync(storePath)
  store
    .prepare(
      `INSERT INTO dead_letters (id, source, namespace, event_offset, error, create_time)
       VALUES (?, 'step', 'default', ?, 'it was poison', 1)`,
    )
    .run(id, eventOffset)
  store.close()
}
