import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Server } from 'node:net'
import { CONNECTION_TYPES, type ResolvedConnection, resolvedConnection } from '@aiflow/sdk/internal/connections'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { testConnection } from '../src/connections/test-connection.ts'
import { bundle } from './support/bundle.ts'
import { filesWith, giveSecrets, secretFolders } from './support/secret-stage.ts'
import { bashSpec, codeSpec, pythonSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

const PASSWORD = 'correct-horse/battery'
const TOKEN = 'token-of-the-api'
const FIELDS = { host: 'db.example.org', port: 5432, database: 'orders', user: 'app', sslMode: 'disable' }
const DB = resolvedConnection('warehouse', CONNECTION_TYPES.postgres, {
  fields: FIELDS,
  secretValues: { password: PASSWORD },
})
const httpAt = (url: string, fields: object = {}): ResolvedConnection =>
  resolvedConnection('api', CONNECTION_TYPES.http, {
    fields: { url, tokenHeader: 'authorization', ...fields },
    secretValues: { token: TOKEN },
  })

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'tell', run: ({ connections: { DB, API } }) => {
      console.log(DB.type, DB.name, DB.host, DB.port, DB.password, DB.url, JSON.stringify(API.headers))
      return { connections: { DB, API }, isFrozen: Object.isFrozen(DB) }
    } })
  })
`)

let stage: Stage
const servers: Server[] = []

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  const connections = { DB, API: httpAt('https://api.example.org/v1') }
  giveSecrets(stage, () => ({ status: 200, body: { values: {}, connections } }))
})

afterEach(async () => {
  await stage.end()
  for (const server of servers.splice(0)) server.close()
})

type Form = NonNullable<AttemptSpec['connections']>[number]['as']

async function run(spec: AttemptSpec, as: Form = 'file') {
  await stage.worker()
  const connections = [
    { variable: 'DB', connection: 'warehouse', type: 'postgres', as },
    { variable: 'API', connection: 'api', as: 'file' as const },
  ]
  stage.far.start1({ ...spec, connections })
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  const log = await stage.far.log(spec.attemptId)
  await stage.far.settled()
  expect(filesWith(stage, 'correct-horse')).toEqual([])
  expect(secretFolders(stage)).toEqual([])
  return { outcome, log }
}

test('a command gets fields as variables, and the secret ones as files', async () => {
  const { log } = await run(
    bashSpec(`
      env | grep -E '^(DB|API|PG)_?' | grep -v _FILE | sort
      stat -c %a "$DB_PASSWORD_FILE"; wc -c < "$DB_PASSWORD_FILE"; cat "$DB_PASSWORD_FILE"; echo; cat "$DB_URL_FILE"; echo
      tr , '\\n' < "$AIFLOW_CONNECTIONS_FILE" | grep -c Bearer; stat -c %a "$AIFLOW_CONNECTIONS_FILE"`),
  )
  expect(log).toBe(
    [
      'API_TOKEN_HEADER=authorization',
      'API_URL=https://api.example.org/v1',
      'DB_DATABASE=orders',
      'DB_HOST=db.example.org',
      'DB_PORT=5432',
      'DB_SSL_MODE=disable',
      'DB_USER=app',
      '600',
      String(PASSWORD.length),
      '***',
      '***',
      '1',
      '600',
      '',
    ].join('\n'),
  )
})

test('a command gets the whole connection in its environment where the task asks for it', async () => {
  const { log } = await run(
    bashSpec('echo "$DB_PASSWORD $DB_URL ${#DB_PASSWORD} ${DB_PASSWORD_FILE-none}"'),
    'environment',
  )
  expect(log).toBe(`*** *** ${PASSWORD.length} none\n`)
})

test('a command gets the variables of programs where the task asks for them, and no others', async () => {
  const { log } = await run(bashSpec('env | grep -E "^(DB_|PG)" | sort; echo ${#PGPASSWORD}'), 'program')
  const expected = ['PGDATABASE=orders', 'PGHOST=db.example.org', 'PGPASSWORD=***', 'PGPORT=5432', 'PGSSLMODE=disable']
  expect(log).toBe([...expected, 'PGUSER=app', `${PASSWORD.length}`, ''].join('\n'))
})

test('code finds connections in its context, and what it says of secrets is masked', async () => {
  const { outcome, log } = await run(
    codeSpec('tell', { operator: { type: 'code', className: 'F', isolation: 'process' } as never }),
  )
  expect(log).toBe('postgres warehouse db.example.org 5432 *** *** {"authorization":"***"}\n')
  expect(outcome).toEqual({
    type: 'success',
    output: {
      connections: {
        DB: { ...FIELDS, type: 'postgres', name: 'warehouse', password: '***', url: '***' },
        API: {
          type: 'http',
          name: 'api',
          url: 'https://api.example.org/v1',
          tokenHeader: 'authorization',
          token: '***',
          headers: { authorization: '***' },
        },
      },
      isFrozen: true,
    },
  })
})

test('a Python task finds connections in its context', async () => {
  const source = `
from aiflow_tasks import context
def tell():
    db = context.connections["DB"]
    print(db["host"], db["port"], db["password"], context.connections["API"]["headers"])
    return sorted(context.connections)
`
  stage.far.files.set('snapshot-0123456789', [
    { path: 'work.py', contentBase64: Buffer.from(source).toString('base64') },
  ])
  const { outcome, log } = await run(pythonSpec({ type: 'callable', name: 'work:tell', args: [], kwargs: {} }))
  expect(log).toContain("db.example.org 5432 *** {'authorization': '***'}")
  expect(outcome).toEqual({ type: 'success', output: ['API', 'DB'] })
})

async function listening(server: Server): Promise<number> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

async function serving(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listening(createServer(listener))}`
}

const tried = (connection: ResolvedConnection, limitMs = 5000) => testConnection(connection, abortedAfter(limitMs))

test('a service that answers with the token works, and its status is told', async () => {
  const asked: unknown[] = []
  const url = await serving(({ method, url: path, headers: { authorization } }, response) => {
    asked.push([method, path, authorization])
    response.end('fine')
  })
  const place = new URL(url).host
  expect(await tried(httpAt(`${url}/v1/`, { testPath: '/health' }))).toEqual({
    ok: true,
    message: `GET http://${place}/v1/health is answered with 200 OK.`,
  })
  expect(asked).toEqual([['GET', '/v1/health', `Bearer ${TOKEN}`]])
})

test.each([
  [401, {}, false, '401 Unauthorized: the service does not let this connection in.'],
  [403, {}, false, '403 Forbidden: the service does not let this connection in.'],
  [404, {}, true, '404 Not Found. Set "testPath" to a path that exists'],
  [404, { testPath: 'nowhere' }, false, '404 Not Found. Look at "url" and "testPath".'],
  [302, {}, true, '302 Found, which leads to https://login.example.org.'],
  [429, {}, false, '429 Too Many Requests.'],
  [500, {}, false, '500 Internal Server Error.'],
])('a service that answers with %d to %j', async (status, fields, ok, message) => {
  const url = await serving((_, response) => {
    response.writeHead(status, { location: `https://login.example.org/?token=${TOKEN}` }).end()
  })
  const result = await tried(httpAt(url, fields))
  expect(result).toEqual({ ok, message: expect.stringContaining(message) })
  expect(result.message).not.toContain(TOKEN)
})

const dbAt = (port: number, fields: object = {}) =>
  resolvedConnection('db', CONNECTION_TYPES.postgres, {
    fields: { ...FIELDS, host: '127.0.0.1', port, ...fields },
    secretValues: { password: PASSWORD },
  })

test('why a service cannot be reached is said by its place', async () => {
  const closed = createTcpServer()
  const port = await listening(closed)
  await new Promise((resolve) => closed.close(resolve))
  const refused = `Nothing answers at 127.0.0.1:${port}: the connection is refused.`
  expect(await tried(dbAt(port))).toEqual({ ok: false, message: refused })
  expect(await tried(httpAt(`http://127.0.0.1:${port}`))).toEqual({ ok: false, message: refused })
  const unknown = 'The host "no-such-host.invalid" is not found.'
  expect(await tried(dbAt(5432, { host: 'no-such-host.invalid' }))).toEqual({ ok: false, message: unknown })
  expect(await tried(httpAt('https://no-such-host.invalid'))).toEqual({ ok: false, message: unknown })
})

test('a service that never answers is given up, and one that hangs up is told apart', async () => {
  const silent = await listening(createTcpServer((socket) => socket.on('error', () => undefined)))
  const late = `127.0.0.1:${silent} did not answer in time.`
  expect(await tried(dbAt(silent), 300)).toEqual({ ok: false, message: late })
  expect(await tried(httpAt(`http://127.0.0.1:${silent}`), 300)).toEqual({ ok: false, message: late })
  const rude = await listening(createTcpServer((socket) => socket.once('data', () => socket.destroy())))
  expect((await tried(httpAt(`http://127.0.0.1:${rude}`))).message).toBe(
    `127.0.0.1:${rude} closed the connection before it answered.`,
  )
  expect((await tried(dbAt(rude))).ok).toBe(false)
})

/** A message of PostgreSQL. */
function pgMessage(type: string, body: string, bytes = Buffer.byteLength(body)): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeUInt32BE(bytes + 4, 1)
  return Buffer.concat([head, Buffer.from(body)])
}

test('a service that answers without end is given up before it fills the memory', async () => {
  const endless = await listening(
    createTcpServer((socket) => {
      const flood = () => {
        while (socket.writable && socket.write(Buffer.alloc(65_536))) {}
      }
      socket.on('error', () => undefined).on('drain', flood)
      socket.write(pgMessage('R', '', 2_000_000_000))
      flood()
    }),
  )
  expect((await tried(dbAt(endless))).message).toBe(
    `127.0.0.1:${endless} cannot be reached: it answers with far more than PostgreSQL does.`,
  )
  const url = await serving((_, response) => {
    const flood = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536))) {}
    }
    response.on('drain', flood)
    flood()
  })
  expect((await tried(httpAt(url))).message).toContain('is answered with 200 OK.')
})

test('what a service says is one line of a bounded length, without what a terminal would obey', async () => {
  const text = `no\u001b[2J\nentry\u202e ${'x'.repeat(100_000)}`
  const rude = await listening(
    createTcpServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(pgMessage('E', `SFATAL\0C28000\0M${text}\0\0`)))
    }),
  )
  const { ok, message } = await tried(dbAt(rude))
  expect([ok, message.length]).toEqual([false, 1001])
  expect(message).toContain('does not let this user in: no [2J entry  xxx')
})

test('a worker tests a connection that its server names, and answers however the test ends', async () => {
  const url = await serving((_, response) => response.end())
  await stage.worker()
  stage.far.send({ type: 'testConnection', requestId: '7', connection: httpAt(url) })
  const { requestId, result } = await stage.far.message('connectionTested')
  expect([requestId, result]).toEqual([
    '7',
    { ok: true, message: `GET ${url}/ is answered with 200 OK.`, durationMs: expect.any(Number) },
  ])
  stage.far.send({ type: 'testConnection', requestId: '8', connection: { ...httpAt(url), type: 'later' } })
  expect((await stage.far.message('connectionTested', (message) => message.requestId === '8')).result).toMatchObject({
    ok: false,
    message: 'This version of the worker cannot test connections of the type "later".',
  })
})
