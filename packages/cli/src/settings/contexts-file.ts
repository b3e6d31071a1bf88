import { mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { readTextFile, SMALL_FILE_BYTES, writeNewFile } from '@aiflow/sdk/files'
import { isName } from '@aiflow/sdk/internal/limits'

/** A server elsewhere, as `aiflow context add` names it. It holds no token, only where one is. */
export interface Context {
  readonly name: string
  /** The URL of the server. */
  readonly server: string
  /** Null for the default one. */
  readonly namespace: string | null
  /** The absolute path of a file with the token, or null. */
  readonly tokenFile: string | null
  /** The name of a variable of the environment with the token, or null. */
  readonly tokenVariable: string | null
}

export interface Contexts {
  /** The name of the context that `aiflow context use` chose; null for the server of the home. */
  readonly current: string | null
  readonly contexts: readonly Context[]
}

const NONE: Contexts = { current: null, contexts: [] }

/** The file of a home that holds the contexts of its user. */
export class ContextsFile {
  readonly path: string

  constructor(home: string) {
    this.path = join(home, 'contexts.json')
  }

  /** No contexts if there is no file. Throws `INVALID_ARGUMENT` if the file is damaged. */
  read(): Contexts {
    let text: string
    try {
      text = readTextFile(this.path, { maxBytes: SMALL_FILE_BYTES })
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return NONE
      throw this.#unreadable(cause instanceof Error ? cause.message : String(cause), cause)
    }
    try {
      const contexts = parseContexts(JSON.parse(text))
      if (contexts !== null) return contexts
    } catch (cause) {
      throw this.#unreadable('it is not JSON', cause)
    }
    throw this.#unreadable('it does not hold contexts')
  }

  /** Replaces the file as a whole. Only its owner can read it. */
  write({ current, contexts }: Contexts): void {
    const byName = Object.fromEntries(contexts.map(({ name, ...context }) => [name, context]))
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 })
    const draft = `${this.path}.${process.pid}`
    writeNewFile(draft, `${JSON.stringify({ current, contexts: byName }, null, 2)}\n`, { flush: true })
    renameSync(draft, this.path)
  }

  #unreadable(reason: string, cause?: unknown): AIFlowError {
    const message = `Cannot read the contexts in "${this.path}": ${reason}. Correct the file, or move it away and add them again.`
    return new AIFlowError('INVALID_ARGUMENT', message, { details: { path: this.path }, cause })
  }
}

/** Null if it is no such file. */
function parseContexts(json: unknown): Contexts | null {
  if (!isRecord(json) || !isRecord(json.contexts) || !isTextOrNull(json.current)) return null
  const contexts = Object.entries(json.contexts).map(([name, context]) => parseContext(name, context))
  if (!contexts.every((context) => context !== null)) return null
  const { current } = json
  const isThere = current === null || contexts.some(({ name }) => name === current)
  return isThere ? { current, contexts } : null
}

function parseContext(name: string, json: unknown): Context | null {
  if (!isName(name) || !isRecord(json) || typeof json.server !== 'string') return null
  const { server, namespace = null, tokenFile = null, tokenVariable = null } = json
  if (!isTextOrNull(namespace) || !isTextOrNull(tokenFile) || !isTextOrNull(tokenVariable)) return null
  return { name, server, namespace, tokenFile, tokenVariable }
}

function isRecord(json: unknown): json is Record<string, unknown> {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function isTextOrNull(json: unknown): json is string | null {
  return json === null || typeof json === 'string'
}
