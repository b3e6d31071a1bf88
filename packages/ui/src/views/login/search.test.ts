import { expect, test } from 'vitest'
import { loginSearchSchema } from './search.ts'

test.each(['/', '/executions/7?task=train', '/events?key=//x'])('after the login one may go to %s', (next) => {
  expect(loginSearchSchema.parse({ next })).toEqual({ next })
})

test.each(['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', 7])(
  'after the login nobody is sent to %s',
  (next) => {
    expect(loginSearchSchema.parse({ next }).next).toBeUndefined()
  },
)
