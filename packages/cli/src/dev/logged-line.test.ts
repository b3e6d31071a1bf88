import { expect, test } from 'vitest'
import { loggedLine } from './logged-line.ts'

const AT = '2026-11-30T10:40:00.123Z'

test.each([
  [`${AT} INFO  opened`, 'opened'],
  [`${AT} INFO  opened {"requestId":"r-1"}`, 'opened'],
  [`${AT} WARN  slow {"ms":5,"requestId":"r-1"}`, 'WARN slow {"ms":5}'],
  [`${AT} ERROR it broke {"ms":5}`, 'ERROR it broke {"ms":5}'],
  [`${AT} DEBUG `, 'DEBUG '],
  [`${AT} INFO  read {"a":1} {"requestId":"r-1"}`, 'read {"a":1} {"requestId":"r-1"}'],
  [`${AT} INFO  odd {"a"}`, 'odd {"a"}'],
  [`${AT} a line of a program`, `${AT} a line of a program`],
  ['{"requestId":"r-1"}', '{"requestId":"r-1"}'],
  ['', ''],
])('%j is shown as %j', (line, shown) => {
  expect(loggedLine(line)).toBe(shown)
})
