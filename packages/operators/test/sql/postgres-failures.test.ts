import { NonRetryableError } from '@aiflow/sdk'
import pg from 'pg'
import { expect, test } from 'vitest'
import { isRefusal, postgresFailure } from '../../src/sql/postgres-failures.ts'

const fromServer = (code: string) => Object.assign(new pg.DatabaseError('no', 2, 'error'), { code })
const fromSystem = (code: string) => Object.assign(new Error('no'), { code })

test.each(['EPIPE', 'EPERM', 'EBUSY', 'ECONNREFUSED'])('%s is an error of the connection', async (code) => {
  const failure = await postgresFailure(fromSystem(code))
  expect(failure).toMatchObject({ message: 'PostgreSQL cannot be reached: no' })
  expect(failure).not.toBeInstanceOf(NonRetryableError)
  expect(await isRefusal(failure)).toBe(false)
})

test.each([
  ['42P01', true, true],
  ['40001', false, true],
  ['57P01', false, false],
  ['08006', false, false],
])('%s of the server ends the task: %s; the transaction is gone: %s', async (code, isFinal, isGone) => {
  const failure = await postgresFailure(fromServer(code))
  expect(failure).toMatchObject({ message: `PostgreSQL refused the statement (${code}): no` })
  expect(failure instanceof NonRetryableError).toBe(isFinal)
  expect(await isRefusal(failure)).toBe(isFinal || isGone)
})
