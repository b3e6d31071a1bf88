import { taskSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { checkSecrets } from './check-secrets.ts'

const FILE = { variable: 'PASSWORD', secret: 'db', as: 'file' }
const VARIABLE = { ...FILE, as: 'environment' }

function check(operator: Record<string, unknown>, secrets?: object[], connections?: object[]): void {
  const named = { ...(secrets === undefined ? {} : { secrets }), ...(connections === undefined ? {} : { connections }) }
  checkSecrets('w', taskSchema.parse({ name: 'a', operator, ...named }))
}

const bash = (env: Record<string, string> = {}) => ({ type: 'bash', command: ':', env })
const code = (isolation: string) => ({ type: 'code', className: 'C', isolation })
const approval = { type: 'approval', message: 'm', choices: [{ name: 'yes' }] }
const workflow = { type: 'workflow', workflow: 'other' }

test.each<[Record<string, unknown>, object[]?]>([
  [approval],
  [code('shared')],
  [code('warm'), [FILE]],
  [bash({ PASSWORD: 'x' }), [FILE]],
  [bash({ PASSWORD_FILE: 'x' }), [VARIABLE]],
])('the task %j may have the secrets %j', (operator, secrets) => {
  expect(() => check(operator, secrets)).not.toThrow()
})

test.each([
  ['runs nothing itself', approval, FILE],
  ['runs nothing itself', workflow, FILE],
  ['cannot share its process', code('shared'), FILE],
  ['has the variable "PASSWORD_FILE" in "env"', bash({ PASSWORD_FILE: 'x' }), FILE],
  ['has the variable "PASSWORD" in "env"', bash({ PASSWORD: 'x' }), VARIABLE],
])('a task that %s is refused', (message, operator, secret) => {
  expect(() => check(operator, [secret])).toThrow(message)
})

const DB = { variable: 'DB', connection: 'warehouse', as: 'file' }

test('a task may have connections without secrets, and secrets with other names', () => {
  expect(() => check(bash(), undefined, [DB])).not.toThrow()
  expect(() => check(code('warm'), [FILE], [DB])).not.toThrow()
})

test.each([
  ['runs nothing itself', approval, FILE],
  ['cannot share its process', code('shared'), FILE],
  ['knows a secret as "DB_PASSWORD"', bash(), { ...FILE, variable: 'DB_PASSWORD' }],
])('a task with a connection that %s is refused', (message, operator, secret) => {
  expect(() => check(operator, [secret], [DB])).toThrow(message)
})

const POSTGRES = { ...DB, type: 'postgres' }
const PROGRAM = { ...POSTGRES, as: 'program' }
const OTHER = { ...PROGRAM, variable: 'OTHER' }

test.each<[Record<string, string>, object[]]>([
  [{ DB_HOST: 'x' }, [DB]],
  [{ DB_POOL: 'x', PGHOST: 'x' }, [POSTGRES]],
  [{ DB_HOST: 'x', PGAPPNAME: 'x' }, [PROGRAM]],
  [{}, [PROGRAM, { ...OTHER, type: 's3' }, { ...OTHER, variable: 'THIRD', as: 'file' }]],
])('a command may have the variables %j beside the connections %j', (env, connections) => {
  expect(() => check(bash(env), undefined, connections)).not.toThrow()
})

test.each<[string, Record<string, string>, object[]]>([
  ['has the variable "DB_HOST" in "env", and its connection "DB" sets it, too', { DB_HOST: 'x' }, [POSTGRES]],
  ['has the variable "DB_PASSWORD_FILE" in "env"', { DB_PASSWORD_FILE: 'x' }, [POSTGRES]],
  ['has the variable "PGHOST" in "env"', { PGHOST: 'x' }, [PROGRAM]],
  ['takes the connections "DB" and "OTHER" of the type "postgres" as "program"', {}, [PROGRAM, OTHER]],
  [
    'gets the variable "DB_SESSION_TOKEN" of two connections, "DB" and "DB_SESSION"',
    {},
    [
      { ...DB, type: 's3', as: 'environment' },
      { ...DB, variable: 'DB_SESSION', type: 'http', as: 'environment' },
    ],
  ],
])('a command that %s is refused', (message, env, connections) => {
  expect(() => check(bash(env), undefined, connections)).toThrow(message)
})
