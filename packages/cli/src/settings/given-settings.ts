import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { isStoredName, NAME_RULE } from '@aiflow/sdk/internal/limits'
import { wrongUse } from '../output/errors.ts'

/** A setting and where it came from, for messages: `--server`, `AIFLOW_TOKEN`, or a file. */
export interface Given {
  readonly value: string
  readonly from: string
}

/** `localhost:8000` means `http://localhost:8000`. */
export function withScheme(address: string): string {
  return address.includes('://') ? address : `http://${address}`
}

/** Throws if it is not the URL of a server, and names the setting. */
export function urlOf({ value, from }: Given): string {
  const url = URL.canParse(value) ? new URL(value) : null
  if (url !== null && ['http:', 'https:'].includes(url.protocol) && url.host !== '' && !hasMore(url)) return value
  const problem =
    url !== null && hasMore(url) ? 'contains more than the address of a server' : 'is not the URL of a server'
  throw wrong(from, `${JSON.stringify(value)} ${problem}. Write one like "http://localhost:8000".`)
}

/** Throws if no request can carry the token, and names the setting, but never shows the token. */
export function tokenOf({ value, from }: Given): string {
  if (/^[\x21-\x7e]+$/.test(value)) return value
  const found =
    value === '' ? 'empty' : /\s/.test(value) ? 'text with spaces or line breaks' : 'text with other characters'
  throw wrong(from, `it is ${found}, which no token has. Give the token as it was printed.`)
}

/** Throws if no namespace can have this name, and names the setting. */
export function namespaceOf({ value, from }: Given): string {
  if (isStoredName(value) || value === '*') return value
  throw wrong(from, `${JSON.stringify(value)} cannot be the name of a namespace, which ${NAME_RULE}.`)
}

/** A user in the URL would not be sent, and a query would end up inside the path. */
function hasMore({ username, password, search, hash }: URL): boolean {
  return [username, password, search, hash].some((part) => part !== '')
}

function wrong(from: string, problem: string): Error {
  const message = `${from} is not valid: ${problem}`
  return from.startsWith('-') ? wrongUse(message) : new AIFlowError('INVALID_ARGUMENT', message)
}
