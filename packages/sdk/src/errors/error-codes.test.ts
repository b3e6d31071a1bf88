import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ERROR_CODES } from './error-codes.ts'

test('docs/reference/errors.md documents each code with its HTTP status, and nothing else', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/errors.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Z_]+)` \| (\d+) \|/gm)].map(([, code, status]) => [code, Number(status)])
  expect(Object.fromEntries(rows)).toEqual({ ...ERROR_CODES })
  expect(rows.length).toBe(Object.keys(ERROR_CODES).length)
})
