import type { ChaosHome } from './chaos-home.ts'
import type { Ledger } from './ledger.ts'

const MIB = 1024 * 1024
const PATIENCE_MS = 20_000

interface HostileRequest {
  readonly what: string
  readonly method?: string
  readonly path: string
  readonly body?: string
  /** The allowed statuses of the response; 503 and 507 are always allowed. */
  readonly answers: RegExp
}

const REFUSED = /^4/

function nested(depth: number): string {
  return `${'['.repeat(depth)}1${']'.repeat(depth)}`
}

function event(fields: object): string {
  return JSON.stringify({ key: 'unheard', ...fields })
}

const task = { name: 'a', operator: { type: 'bash', command: 'true' } }

function upload(definition: object): string {
  const full = {
    formatVersion: 1,
    sdkVersion: '0.2.0',
    namespace: 'default',
    name: 'hostile',
    tasks: [task],
    ...definition,
  }
  return JSON.stringify({ definitions: [full], bundle: 'export {}', source: { path: 'x', text: '' } })
}

const REQUESTS: readonly HostileRequest[] = [
  { what: 'a value too large', path: 'events', body: event({ value: 'x'.repeat(2 * MIB) }), answers: REFUSED },
  { what: 'control characters', path: 'events', body: event({ value: '\u0001'.repeat(MIB) }), answers: /^200$/ },
  { what: 'a deep value', path: 'events', body: event({ value: nested(500_000) }), answers: /^200$/ },
  { what: 'a deep body', path: 'events', body: nested(200_000), answers: REFUSED },
  { what: 'half a character', path: 'events', body: '{"key":"unheard","value":"\\ud800"}', answers: REFUSED },
  { what: 'no JSON', path: 'events', body: '{"key":', answers: REFUSED },
  {
    what: 'an id beyond all',
    path: 'events',
    body: event({ workflowExecutionId: Number.MAX_SAFE_INTEGER }),
    answers: REFUSED,
  },
  {
    what: 'deep parameters',
    path: 'workflows/default/short/executions',
    body: `{"parameters":{"a":${nested(3000)}}}`,
    answers: REFUSED,
  },
  {
    what: 'a name of objects',
    path: 'workflows/default/short/executions',
    body: '{"parameters":{"__proto__":1}}',
    answers: REFUSED,
  },
  {
    what: 'a time limit beyond all',
    path: 'workflows',
    body: upload({ timeoutSeconds: Number.MAX_SAFE_INTEGER, tasks: [task] }),
    answers: REFUSED,
  },
  {
    what: 'a delay beyond all',
    path: 'workflows',
    body: upload({ tasks: [{ ...task, retry: { retries: 1, retryDelaySeconds: 1e300 } }] }),
    answers: REFUSED,
  },
  {
    what: 'a schema without end',
    path: 'workflows',
    body: upload({ parameters: { $ref: '#' }, tasks: [task] }),
    answers: REFUSED,
  },
  { what: 'an unknown method', method: 'QUERY', path: 'events', answers: /^405$/ },
  { what: 'a page of all', method: 'GET', path: 'events?limit=10000&all=true', answers: /^200$/ },
  { what: 'a page beyond all', method: 'GET', path: 'events?limit=1e300', answers: REFUSED },
]

/** Sends hostile requests. Each must be answered with an allowed status, or not at all while the server is away. */
export class Hostile {
  readonly #chaos: ChaosHome
  readonly #ledger: Ledger
  answered = 0

  constructor(chaos: ChaosHome, ledger: Ledger) {
    this.#chaos = chaos
    this.#ledger = ledger
  }

  async send(pick: number): Promise<boolean> {
    const request = REQUESTS[Math.floor(pick * REQUESTS.length)]
    if (request === undefined || !this.#chaos.hasServer()) return false
    const status = await this.#ask(request)
    if (status === null) return false
    this.answered += 1
    if (!request.answers.test(status) && !/^50[37]$/.test(status))
      this.#ledger.contradictions.push(`"${request.what}" was answered with ${status}`)
    return true
  }

  /** Null if the server was away. */
  async #ask({ method = 'POST', path, body }: HostileRequest): Promise<string | null> {
    const { home } = this.#chaos
    const headers = { authorization: `Bearer ${home.token}`, 'content-type': 'application/json' }
    const signal = AbortSignal.timeout(PATIENCE_MS)
    try {
      const init = { method, headers, signal, ...(body === undefined ? {} : { body }) }
      const answer = await fetch(`${home.url}/api/v1/${path}`, init)
      await answer.arrayBuffer()
      return String(answer.status)
    } catch {
      return null
    }
  }
}
