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
