import { readFile } from 'node:fs/promises'
import { AIFlowError } from '@aiflow/sdk/internal'

export interface ServerEndpoint {
  readonly url: string
  readonly token: string
}

/** Finds the server anew for every connection, since it may come back at another address. */
export type FindServer = () => Promise<ServerEndpoint>

export interface ServerPlaces {
  /** Null: read it from `serverFile`. */
  readonly url: string | null
  readonly serverFile: string
  readonly tokenFile: string
}

export async function findServer(places: ServerPlaces): Promise<ServerEndpoint> {
  const url = places.url ?? (await readServerUrl(places.serverFile))
  return { url: url.replace(/\/+$/, ''), token: await readToken(places.tokenFile) }
}

async function readServerUrl(serverFile: string): Promise<string> {
  const text = await read(
    serverFile,
    `There is no server: "${serverFile}" cannot be read. Start one with "aiflow server start".`,
  )
  const content: unknown = parse(text)
  if (typeof content === 'object' && content !== null && 'url' in content && typeof content.url === 'string') {
    return content.url
  }
  throw new AIFlowError('SERVER_UNAVAILABLE', `"${serverFile}" names no server. Start one with "aiflow server start".`)
}

async function readToken(tokenFile: string): Promise<string> {
  const token = (
    await read(tokenFile, `The token file "${tokenFile}" cannot be read. Check its path and its owner.`)
  ).trim()
  if (token !== '') return token
  throw new AIFlowError(
    'UNAUTHENTICATED',
    `The token file "${tokenFile}" is empty. Start the server again to write it.`,
  )
}

async function read(path: string, message: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new AIFlowError('SERVER_UNAVAILABLE', message, { cause })
  }
}

/** A file that is being written reads as broken: the next try sees it whole. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
