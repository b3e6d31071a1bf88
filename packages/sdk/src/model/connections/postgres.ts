import type { ConnectionType, FieldValues } from './connection-type.ts'

/** A connection to a database of PostgreSQL. */
export interface PostgresConnection {
  readonly type: 'postgres'
  /** The name of the connection. */
  readonly name: string
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password?: string
  readonly sslMode: 'disable' | 'require' | 'verify-full'
  /** `postgresql://user:password@host:port/database?sslmode=…`, as libpq and most libraries read it. */
  readonly url: string
}

const MAX_PORT = 65_535

export const postgresType: ConnectionType = {
  name: 'postgres',
  title: 'PostgreSQL',
  description: 'A database of PostgreSQL, or of what speaks its protocol',
  fields: [
    { name: 'host', kind: 'host', required: true, description: 'Name or address of the server' },
    { name: 'port', kind: 'number', default: 5432, min: 1, max: MAX_PORT, description: 'Port of the server' },
    { name: 'database', kind: 'text', required: true, description: 'Name of the database' },
    { name: 'user', kind: 'text', required: true, description: 'User of the database' },
    { name: 'password', kind: 'text', secret: true, description: 'Password of the user' },
    {
      name: 'sslMode',
      kind: 'choice',
      choices: ['disable', 'require', 'verify-full'],
      default: 'disable',
      description: 'Whether TLS is used; "verify-full" checks the certificate, too',
    },
  ],
  derive: (values) => ({ values: { url: urlOf(values) }, secret: 'password' in values ? ['url'] : [] }),
  programVariables: ({ host, port, database, user, password, sslMode }) => ({
    PGHOST: String(host),
    PGPORT: String(port),
    PGDATABASE: String(database),
    PGUSER: String(user),
    PGSSLMODE: String(sslMode),
    ...(password === undefined ? {} : { PGPASSWORD: String(password) }),
  }),
}

function urlOf({ host, port, database, user, password, sslMode }: FieldValues): string {
  const secret = password === undefined ? '' : `:${encoded(password)}`
  const name = String(host)
  const at = name.includes(':') ? `[${name}]` : name
  return `postgresql://${encoded(user)}${secret}@${at}:${port}/${encoded(database)}?sslmode=${sslMode}`
}

function encoded(value: unknown): string {
  return encodeURIComponent(String(value))
}
