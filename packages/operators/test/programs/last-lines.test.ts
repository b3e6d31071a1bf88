import { expect, test } from 'vitest'
import { withLastLines } from '../../src/programs/last-lines.ts'

test.each([
  ['\n', 'It exited with 3.'],
  ['a\n\n  b\nc\r\nd\n', 'It exited with 3: b | c | d'],
  ['x'.repeat(301), `It exited with 3: ${'x'.repeat(300)}`],
])('after %j the reason is %j', (printed, reason) => {
  expect(withLastLines('It exited with 3.', printed)).toBe(reason)
})
