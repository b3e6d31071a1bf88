import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Json, NonRetryableError, type TaskContext } from '@aiflow/sdk'

/** What a server answered. */
export interface HttpResult {
  readonly status: number
  /** By name, in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON if the server says that it is JSON, text otherwise; null if it is an artifact. */
  readonly body: Json
}

export interface ReadOptions {
  /** Stores the body as this artifact. */
  readonly artifact: string | null
  readonly maxBodyBytes: number
  /** Names the request in messages. */
  readonly request: string
}

const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\b/

/** Reads the answer. A body that is kept as an artifact goes to the disk and not into memory. */
export async function readResult(response: Response, context: TaskContext, options: ReadOptions): Promise<HttpResult> {
  const { artifact } = options
  const head = { status: response.status, headers: Object.fromEntries(response.headers) }
  if (artifact === null) return { ...head, body: bodyOf(response, await readText(response, options), options) }
  const file = join(await context.folder(), artifact)
  await mkdir(dirname(file), { recursive: true })
  await pipeline(response.body ?? Readable.from([]), createWriteStream(file))
  await context.artifacts.put(artifact, { file })
  return { ...head, body: null }
}

/** The beginning of a body, on one line, for a message. */
export async function excerptOf(response: Response, maxCharacters = 300): Promise<string> {
  const text = await textUpTo(response, maxCharacters * 4).catch(() => null)
  const line = (text?.text ?? '').replaceAll(/\s+/g, ' ').trim()
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters)}…` : line
}

async function readText(response: Response, { maxBodyBytes, request }: ReadOptions): Promise<string> {
  const { text, isWhole } = await textUpTo(response, maxBodyBytes)
  if (isWhole) return text
  throw new NonRetryableError(
    `The answer to ${request} is larger than ${maxBodyBytes} bytes. Store it as a file with "artifact", or raise "maxBodyBytes".`,
  )
}

async function textUpTo(response: Response, maxBytes: number): Promise<{ text: string; isWhole: boolean }> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    // Leaving the loop ends the connection.
    if (bytes > maxBytes) break
  }
  return { text: Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8'), isWhole: bytes <= maxBytes }
}

function bodyOf(response: Response, text: string, { request }: ReadOptions): Json {
  if (!JSON_TYPE.test(response.headers.get('content-type') ?? '') || text === '') return text
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Error(`The answer to ${request} says that it is JSON, but it is not.`, { cause })
  }
}
