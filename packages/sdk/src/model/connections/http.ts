import type { ConnectionType, DerivedValues, FieldValues } from './connection-type.ts'

/** A connection to a service with an HTTP interface. */
export interface HttpConnection {
  readonly type: 'http'
  /** The name of the connection. */
  readonly name: string
  /** The address that paths are below. */
  readonly url: string
  readonly user?: string
  readonly password?: string
  readonly token?: string
  readonly tokenHeader: string
  readonly testPath?: string
  /** The headers that each request needs: none, or one with the token, or with user and password. */
  readonly headers: Readonly<Record<string, string>>
}

const AUTHORIZATION = 'authorization'
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/

export const httpType: ConnectionType = {
  name: 'http',
  title: 'HTTP',
  description: 'A service with an HTTP interface',
  fields: [
    { name: 'url', kind: 'url', required: true, description: 'Address that paths are below' },
    { name: 'user', kind: 'text', description: 'User, for basic authentication' },
    { name: 'password', kind: 'text', secret: true, description: 'Password of the user' },
    { name: 'token', kind: 'text', secret: true, description: 'Token, sent as "Bearer" in the header authorization' },
    {
      name: 'tokenHeader',
      kind: 'text',
      default: AUTHORIZATION,
      description: 'Another header for the token, which then has nothing but the token',
    },
    { name: 'testPath', kind: 'text', description: 'Path below the address that a test asks for' },
  ],
  problems,
  derive,
}

function problems({ user, tokenHeader = AUTHORIZATION }: FieldValues, secrets: readonly string[]): string[] {
  const isBasic = secrets.includes('password')
  return [
    ...(isBasic && user === undefined ? ['"password" needs the field "user" beside it.'] : []),
    ...(isBasic && secrets.includes('token') && sameHeader(tokenHeader)
      ? ['"token" and "password" both go into the header authorization. Keep one of them, or set "tokenHeader".']
      : []),
    ...(HEADER_NAME.test(String(tokenHeader)) ? [] : ['"tokenHeader" is not the name of a header.']),
  ]
}

function derive(values: FieldValues): DerivedValues {
  const headers = headersOf(values)
  return { values: { headers }, secret: Object.keys(headers).length === 0 ? [] : ['headers'] }
}

function headersOf({ user, password, token, tokenHeader = AUTHORIZATION }: FieldValues): Record<string, string> {
  const basic = password === undefined ? {} : { [AUTHORIZATION]: `Basic ${inBase64(`${user}:${password}`)}` }
  if (token === undefined) return basic
  if (sameHeader(tokenHeader)) return { [AUTHORIZATION]: `Bearer ${token}` }
  return { ...basic, [String(tokenHeader).toLowerCase()]: String(token) }
}

function sameHeader(name: unknown): boolean {
  return String(name).toLowerCase() === AUTHORIZATION
}

function inBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)))
}
