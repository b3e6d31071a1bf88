import { expect, test } from 'vitest'
import { checkConnection } from './check-connection.ts'
import type { FieldValues } from './connection-type.ts'
import { CONNECTION_TYPES } from './connection-types.ts'
import { resolvedConnection } from './resolve-connection.ts'
import { fieldVariable, hiddenTexts, variablesProblem } from './task-connection.ts'

const DB = { host: 'db.example.org', database: 'orders', user: 'app' }
const BUCKET = { bucket: 'lake', accessKeyId: 'AKIA' }
const API = { url: 'https://api.example.org/v1' }

function problemsOf(type: string, fields: FieldValues, secrets: Record<string, string> = {}): readonly string[] {
  const checked = checkConnection({ type, fields, secrets })
  return checked.isValid ? [] : checked.problems
}

test('fields get their types and defaults', () => {
  expect(checkConnection({ type: 'postgres', fields: { ...DB, port: '6432' }, secrets: { password: 'db' } })).toEqual({
    isValid: true,
    fields: { ...DB, port: 6432, sslMode: 'disable' },
  })
  expect(checkConnection({ type: 'http', fields: API, secrets: {} })).toEqual({
    isValid: true,
    fields: { ...API, tokenHeader: 'authorization' },
  })
})

test.each([
  ['mysql', {}, {}, 'There is no type of connections "mysql". The types are "http", "postgres", "s3"'],
  ['constructor', {}, {}, 'There is no type of connections "constructor"'],
  [
    'postgres',
    { ...DB, hots: 'x' },
    {},
    'A connection of the type "postgres" has no field "hots". Its fields are "host", "port"',
  ],
  ['postgres', { host: 'db', user: 'app' }, {}, '"database" is missing: Name of the database.'],
  ['postgres', { ...DB, port: 65_536 }, {}, '"port" is a whole number from 1 to 65535, not 65536.'],
  ['postgres', { ...DB, port: '0' }, {}, '"port" is a whole number from 1 to 65535, not "0".'],
  ['postgres', { ...DB, port: '5432x' }, {}, '"port" is a whole number from 1 to 65535, not "5432x".'],
  ['postgres', { ...DB, port: true }, {}, '"port" is a whole number from 1 to 65535, not true.'],
  [
    'postgres',
    { ...DB, sslMode: 'prefer' },
    {},
    '"sslMode" is one of "disable", "require", "verify-full", not "prefer".',
  ],
  [
    'postgres',
    { ...DB, host: 'postgres://app:hidden@db/orders' },
    {},
    '"host" is the name or the address of a host alone',
  ],
  ['postgres', { ...DB, host: '' }, {}, '"host" is empty.'],
  ['postgres', { ...DB, user: 'a\nb' }, {}, '"user" has characters that it cannot have.'],
  ['postgres', { ...DB, user: 'a'.repeat(1025) }, {}, '"user" has at most 1024 characters.'],
  ['postgres', { ...DB, password: 'hidden' }, {}, '"password" is secret, so the connection does not hold it.'],
  ['postgres', { database: 'orders', user: 'app' }, { host: 'db' }, '"host" is not secret, so it is given as a field'],
  ['http', { url: 'https://app:hidden@api.example.org' }, {}, '"url" holds a user or a password.'],
  ['http', { url: 'https://api.example.org/?key=hidden' }, {}, '"url" ends with its path'],
  ['http', { url: 'ftp://api.example.org' }, {}, '"url" is not an "http" or "https" address.'],
  ['s3', BUCKET, {}, '"secretAccessKey" is missing: Secret of the access key.'],
  ['s3', { ...BUCKET, pathStyle: 'yes' }, { secretAccessKey: 'k' }, '"pathStyle" is true or false, not "yes".'],
  ['s3', { ...BUCKET, bucket: 's3://lake' }, { secretAccessKey: 'k' }, '"bucket" has 3 to 63 lower-case letters'],
  ['http', API, { password: 'api' }, '"password" needs the field "user" beside it.'],
  ['http', { ...API, user: 'app' }, { password: 'a', token: 'b' }, '"token" and "password" both go into the header'],
  ['http', { ...API, tokenHeader: 'x key' }, { token: 'b' }, '"tokenHeader" is not the name of a header.'],
] as const)(
  'of the type "%s", %j with the secrets %j is refused by name, without quoting a password',
  (type, fields, secrets, problem) => {
    const problems = problemsOf(type, fields, secrets)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(problem)
    expect(problems[0]).not.toContain('hidden')
  },
)

const s3 = (fields: FieldValues) =>
  resolvedConnection('lake', CONNECTION_TYPES.s3, {
    fields: { ...BUCKET, ...fields },
    secretValues: { secretAccessKey: 'k3y' },
  })

test.each([
  [{ region: 'eu-west-1' }, 'https://lake.s3.eu-west-1.amazonaws.com', false],
  [{ region: 'eu-west-1', pathStyle: true }, 'https://s3.eu-west-1.amazonaws.com/lake', true],
  [{ region: 'x', endpoint: 'http://127.0.0.1:9000/' }, 'http://127.0.0.1:9000/lake', true],
  [
    { region: 'x', endpoint: 'https://minio.example.org:9000', pathStyle: false },
    'https://lake.minio.example.org:9000',
    false,
  ],
])('the address of a bucket with %j is %s', (fields, url, pathStyle) => {
  expect(s3(fields).values).toMatchObject({ url, pathStyle })
})

test('programs of AWS find their variables, and the secret is hidden', () => {
  const connection = s3({ region: 'x', endpoint: 'http://127.0.0.1:9000' })
  expect(connection.programVariables).toEqual({
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: 'k3y',
    AWS_REGION: 'x',
    AWS_DEFAULT_REGION: 'x',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000',
  })
  expect(hiddenTexts(connection)).toEqual(['k3y'])
})

test.each(['db', 'db-1.example.org', '10.0.0.7', '::1', '2001:db8::7', 'under_score'])('%s is a host', (host) => {
  expect(problemsOf('postgres', { ...DB, host })).toEqual([])
})

test('an address has everything, encoded, and what programs of PostgreSQL read follows', () => {
  const fields = { ...DB, host: '::1', user: 'a@b', port: 5432, sslMode: 'require' }
  const connection = resolvedConnection('db', CONNECTION_TYPES.postgres, {
    fields,
    secretValues: { password: 'p/w:1 2' },
  })
  expect(connection.values.url).toBe('postgresql://a%40b:p%2Fw%3A1%202@[::1]:5432/orders?sslmode=require')
  expect(connection.programVariables).toEqual({
    PGHOST: '::1',
    PGPORT: '5432',
    PGDATABASE: 'orders',
    PGUSER: 'a@b',
    PGSSLMODE: 'require',
    PGPASSWORD: 'p/w:1 2',
  })
  expect(hiddenTexts(connection)).toEqual(['p/w:1 2', connection.values.url])
  const open = resolvedConnection('db', CONNECTION_TYPES.postgres, { fields, secretValues: {} })
  expect([open.secret, open.values.url]).toEqual([[], 'postgresql://a%40b@[::1]:5432/orders?sslmode=require'])
})

test.each([
  [{}, {}, {}],
  [{}, { token: 't0ken' }, { authorization: 'Bearer t0ken' }],
  [{ tokenHeader: 'Authorization' }, { token: 't0ken' }, { authorization: 'Bearer t0ken' }],
  [{ tokenHeader: 'X-Api-Key' }, { token: 't0ken' }, { 'x-api-key': 't0ken' }],
  [{ user: 'jörg' }, { password: 'geheim' }, { authorization: 'Basic asO2cmc6Z2VoZWlt' }],
])('the headers of %j with %j', (fields, secretValues, headers) => {
  const { values } = resolvedConnection('api', CONNECTION_TYPES.http, { fields: { ...API, ...fields }, secretValues })
  expect(values.headers).toEqual(headers)
})

test('the variable of a field is in capitals, word by word', () => {
  expect(fieldVariable('DB', 'sslMode')).toBe('DB_SSL_MODE')
  expect(fieldVariable('bucket', 'accessKeyId')).toBe('bucket_ACCESS_KEY_ID')
})

test('a secret may not have a variable that a connection may have', () => {
  const connections = [{ variable: 'DB', connection: 'warehouse', as: 'file' }] as const
  const secret = (variable: string) => [{ variable, secret: 's', as: 'file' } as const]
  expect(variablesProblem(connections, secret('DB_PASSWORD'))).toContain('knows a secret as "DB_PASSWORD"')
  expect(variablesProblem(connections, secret('DB'))).toContain('knows a secret as "DB"')
  expect(variablesProblem(connections, secret('DBX'))).toBeNull()
})
