import { expect, expectTypeOf, test } from 'vitest'
import type { Connection } from '../../model/connections/connection-types.ts'
import type { HttpConnection } from '../../model/connections/http.ts'
import type { PostgresConnection } from '../../model/connections/postgres.ts'
import { Workflow } from '../workflow/workflow.ts'
import { BashOperator } from './bash-operator.ts'
import { connection, type NamedConnections } from './connection-options.ts'
import { FunctionOperator } from './function-operator.ts'

test('connections have types in the context, by what names them', () => {
  const workflow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({
      name: 'typed',
      connections: { DB: connection.postgres('warehouse'), API: connection.http('api'), ANY: 'other' },
      run: ({ connections: { DB, API, ANY } }) => {
        expectTypeOf(DB).toEqualTypeOf<PostgresConnection>()
        expectTypeOf(API).toEqualTypeOf<HttpConnection>()
        expectTypeOf(ANY).toEqualTypeOf<Connection>()
      },
    })
    new FunctionOperator({
      name: 'none',
      run: ({ connections }) => expectTypeOf(connections.DB).toEqualTypeOf<Connection | undefined>(),
    })
  })
  expect(workflow.tasks.get('typed')?.settings.connections).toEqual([
    { variable: 'DB', connection: 'warehouse', type: 'postgres', as: 'file' },
    { variable: 'API', connection: 'api', type: 'http', as: 'file' },
    { variable: 'ANY', connection: 'other', as: 'file' },
  ])
  expect(workflow.tasks.get('none')?.settings).not.toHaveProperty('connections')
})

const define = (connections: unknown, more: object = {}) =>
  new Workflow({ name: 'flow' }, () => {
    new BashOperator({ name: 'a', command: 'true', connections: connections as NamedConnections, ...more })
  })

test('a command says how it gets a connection', () => {
  const workflow = define({
    DB: connection.postgres('warehouse', { as: 'program' }),
    API: { connection: 'api', as: 'environment' },
  })
  expect(workflow.tasks.get('a')?.settings.connections).toEqual([
    { variable: 'DB', connection: 'warehouse', type: 'postgres', as: 'program' },
    { variable: 'API', connection: 'api', as: 'environment' },
  ])
})

test.each([
  ['warehouse', '"connections" of the task "a" is an object of names of connections'],
  [{ 'D-B': 'warehouse' }, 'knows a connection as "D-B", which no variable can be named'],
  [{ AIFLOW_DB: 'warehouse' }, 'knows a connection as "AIFLOW_DB"'],
  [{ DB: 'ware/house' }, 'The name "ware/house" of a connection'],
  [{ DB: 'postgres://app:hidden@db/orders' }, 'of a connection'],
  [{ DB: { host: 'db' } }, 'The connection "DB" of the task "a" is a name, or { connection, type, as }'],
  [{ DB: { connection: 'warehouse', type: 'postgress' } }, 'Did you mean "postgres"?'],
  [{ DB: { connection: 'warehouse', as: 'files' } }, 'Did you mean "file"?'],
  [Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`C${index}`, 'c'])), 'names 51 connections'],
])('connections %j are refused', (connections, message) => {
  expect(() => define(connections)).toThrow(message)
})

test('a secret cannot have a variable of a connection', () => {
  expect(() => define({ DB: 'warehouse' }, { secrets: { DB_PASSWORD: 'db' } })).toThrow(
    'knows a secret as "DB_PASSWORD"',
  )
})
