import { readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { fitsBytes, MAX_SECRET_BYTES } from '@aiflow/sdk/internal/limits'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import * as z from 'zod'
import type { NamedInNamespace } from '../../storage/table.ts'
import type { SecretSource } from './secret-source.ts'

const ANSWER_LIMIT_MS = 10_000
/** The field of an entry that holds the value. */
const FIELD = 'value'

const answerSchema = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()) }) })

export interface VaultOptions {
  readonly url: string
  /** The path of the folder of all namespaces, such as `secret/data/aiflow` of an engine `kv` of version 2. */
  readonly path: string
  /** Is read for each request, since agents renew it. */
  readonly tokenFile: string
}

/** Secrets in Vault, or OpenBao: the field `value` of `<path>/<namespace>/<name>`. Nothing is kept. */
export class VaultSource implements SecretSource {
  readonly place: string
  readonly #options: VaultOptions

  constructor(options: VaultOptions) {
    this.#options = options
    this.place = `Vault at "${options.url}"`
  }

  async read(secret: NamedInNamespace): Promise<string | null> {
    const { status, body } = await this.#ask(secret)
    if (status === 404) return null
    if (status !== 200) throw this.#unavailable(secret, `it answered with HTTP status ${status}`)
    const parsed = answerSchema.safeParse(body)
    const value = parsed.success ? parsed.data.data.data[FIELD] : undefined
    if (typeof value === 'string' && value !== '' && !value.includes('\0') && fitsBytes(value, MAX_SECRET_BYTES))
      return value
    const message = `The entry of the secret "${secret.name}" in ${this.place} has no field "${FIELD}" with a text of at most ${MAX_SECRET_BYTES} bytes.`
    throw new AIFlowError('SECRET_UNREADABLE', message, { details: { ...secret } })
  }

  async #ask(secret: NamedInNamespace): Promise<{ status: number; body: unknown }> {
    const { url, path, tokenFile } = this.#options
    const { namespace, name } = secret
    try {
      const token = readTextFile(tokenFile, { maxBytes: SMALL_FILE_BYTES }).trim()
      const response = await fetch(`${url.replace(/\/+$/, '')}/v1/${path}/${namespace}/${name}`, {
        headers: { 'x-vault-token': token, 'x-vault-request': 'true' },
        redirect: 'error',
        signal: abortedAfter(ANSWER_LIMIT_MS),
      })
      return { status: response.status, body: response.ok ? await response.json() : await response.body?.cancel() }
    } catch (cause) {
      throw this.#unavailable(secret, reasonOf(cause), cause)
    }
  }

  #unavailable({ namespace, name }: NamedInNamespace, reason: string, cause?: unknown): AIFlowError {
    const message = `The secret "${name}" of the namespace "${namespace}" could not be asked for at ${this.place}: ${reason}.`
    return new AIFlowError('SECRET_UNAVAILABLE', message, { details: { namespace, secret: name }, cause })
  }
}

/** What is behind "fetch failed". */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return inner instanceof Error ? inner.message : String(inner)
}
