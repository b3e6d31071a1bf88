import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIFlowClient, type Role, type UploadRequest } from '@aiflow/sdk/client'
import { type Server, startServer } from '@aiflow/server'
import { readConfig } from '@aiflow/server/config'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { loadAssistantDoor } from '../../src/assistants/load-assistant-door.ts'

const SILENT = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, fatal: () => {} }

/** What an assistant reads of an answer. */
export interface Told {
  readonly text: string
  readonly data: Record<string, unknown>
  readonly isError: boolean
}

/** A whole server without a worker, and assistants that ask it. */
export class AssistantStage {
  readonly #home: string
  readonly #server: Server
  readonly #assistants: Client[] = []

  private constructor(home: string, server: Server) {
    this.#home = home
    this.#server = server
  }

  static async create(access: 'off' | 'read' | 'write'): Promise<AssistantStage> {
    const home = mkdtempSync(join(tmpdir(), 'aiflow-mcp-'))
    const config = readConfig({ home, variables: { AIFLOW_SERVER_MCP: access } })
    const options = { home, host: '127.0.0.1', port: 0, version: '9.9.9', config, logger: SILENT, loadAssistantDoor }
    return new AssistantStage(home, await startServer(options))
  }

  get url(): string {
    return this.#server.url
  }

  get token(): string {
    return readFileSync(join(this.#home, 'token'), 'utf8').trim()
  }

  get client(): AIFlowClient {
    return new AIFlowClient({ url: this.url, token: this.token })
  }

  /** A new token, limited to a role and namespaces. */
  async createToken(name: string, role: Role, namespaces?: string[]): Promise<string> {
    const { secret } = await this.client.tokens.create({ name, role, ...(namespaces && { namespaces }) })
    return secret
  }

  /** An assistant with a token, that of the home by default. */
  async connect(token = this.token): Promise<Client> {
    const assistant = new Client({ name: 'test', version: '1' })
    const requestInit = { headers: { authorization: `Bearer ${token}` } }
    await assistant.connect(new StreamableHTTPClientTransport(new URL(`${this.url}/mcp`), { requestInit }))
    this.#assistants.push(assistant)
    return assistant
  }

  /** A request as any program may make it. */
  post(body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal): Promise<Response> {
    return fetch(`${this.url}/mcp`, {
      method: 'POST',
      signal: signal ?? null,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        authorization: `Bearer ${this.token}`,
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#assistants.map((assistant) => assistant.close()))
    await this.#server.stop()
    rmSync(this.#home, { recursive: true })
  }
}

export async function call(assistant: Client, name: string, given: Record<string, unknown> = {}): Promise<Told> {
  const { content, structuredContent, isError } = await assistant.callTool({ name, arguments: given })
  const [first] = content as { text: string }[]
  return {
    text: first?.text ?? '',
    data: (structuredContent ?? {}) as Record<string, unknown>,
    isError: isError === true,
  }
}

/** The text of an answer that is no error. */
export async function told(assistant: Client, name: string, given: Record<string, unknown> = {}): Promise<string> {
  const { text, isError } = await call(assistant, name, given)
  if (isError) throw new Error(`"${name}" failed: ${text}`)
  return text
}

/** The text of an answer that is an error. */
export async function refused(assistant: Client, name: string, given: Record<string, unknown> = {}): Promise<string> {
  const { text, isError } = await call(assistant, name, given)
  if (!isError) throw new Error(`"${name}" did not fail: ${text}`)
  return text
}

/** Two tasks, of which one begins with the execution and one waits for the event "data_ready". */
export function trainingWorkflow(definition: Record<string, unknown> = {}): UploadRequest {
  const rule = { name: 'on-data', condition: { type: 'event', event: { key: 'data_ready' } }, action: 'START' }
  const full = {
    formatVersion: 1,
    sdkVersion: '0.1.0',
    namespace: 'default',
    name: 'training',
    description: 'Trains the model',
    tasks: [
      { name: 'load', operator: { type: 'bash', command: 'true' } },
      { name: 'train', operator: { type: 'bash', command: 'true' }, rules: [rule] },
    ],
    triggers: [{ name: 'nightly', condition: { type: 'event', event: { key: 'night' } } }],
    schedules: [{ name: 'daily', expression: 'cron@0 3 * * *' }],
    ...definition,
  }
  return {
    definitions: [full as UploadRequest['definitions'][number]],
    bundle: 'export const workflow = 1',
    source: { path: 'w.ts', text: 'const workflow = 1' },
  }
}
