import { readTextFile, SMALL_FILE_BYTES } from '@aiflow/sdk/files'
import { AIFlowError } from '@aiflow/sdk/internal/errors'

export interface ServerEndpoint {
  readonly url: string
  readonly token: string
}

/** Finds the server. Call it for every connection, since the address may change. */
export type FindServer = () => Promise<ServerEndpoint>

export interface ServerPlaces {
  /** Null to read it from `serverFile`. */
  readonly url: string | null
  readonly serverFile: string
  readonly tokenFile: string
}

export async function findServer(places: ServerPlaces): Promise<ServerEndpoint> {
  const url = places.url ?? readServerUrl(places.serverFile)
  return { url: url.replace(/\/+$/, ''), token: readToken(places.tokenFile) }
}

function readServerUrl(serverFile: string): string {
  const text = read(
    serverFile,
    `There is no server: "${serverFile}" cannot be read. Start one with "aiflow server start".`,
  )
  const content: unknown = parse(text)
  if (typeof content === 'object' && content !== null && 'url' in content && typeof content.url === 'string') {
    return content.url
  }
  throw new AIFlowError('SERVER_UNAVAILABLE', `"${serverFile}" names no server. Start one with "aiflow server start".`)
}

function readToken(tokenFile: string): string {
  const token = read(tokenFile, `The token file "${tokenFile}" cannot be read. Check its path and its owner.`).trim()
  if (token !== '') return token
  throw new AIFlowError(
    'UNAUTHENTICATED',
    `The token file "${tokenFile}" is empty. Start the server again to write it.`,
  )
}

function read(path: string, message: string): string {
  try {
    return readTextFile(path, { maxBytes: SMALL_FILE_BYTES })
  } catch (cause) {
    throw new AIFlowError('SERVER_UNAVAILABLE', message, { cause })
  }
}

/** A file that is being written may be incomplete. The next try reads all of it. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
