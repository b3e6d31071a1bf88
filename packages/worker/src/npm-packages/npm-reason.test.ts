import { expect, test } from 'vitest'
import { isFinal, reasonOf } from './npm-reason.ts'

test('the reason is what npm names as errors, without places of its own program and logs', () => {
  const output = [
    'npm warn deprecated old@1.0.0: use something else',
    'npm error code ENOTFOUND',
    'npm error syscall getaddrinfo',
    'npm error errno ENOTFOUND',
    'npm error network request to https://packages.example/sharp failed, reason: getaddrinfo ENOTFOUND packages.example',
    'npm error A complete log of this run can be found in: /home/me/.npm/_logs/x-debug-0.log',
  ].join('\n')
  expect(reasonOf(output)).toBe(
    'code ENOTFOUND | network request to https://packages.example/sharp failed, reason: getaddrinfo ENOTFOUND packages.example',
  )
})

test('of a long compilation, the first line and the last ones are told, within a limit', () => {
  const lines = Array.from({ length: 300 }, (_, index) => `npm error ${'x'.repeat(500)} ${index}`)
  const reason = reasonOf(['npm error code 1', ...lines].join('\n'))
  expect(reason).toMatch(/^code 1 \| x/)
  expect(reason.length).toBeLessThanOrEqual(1501)
})

test('without errors, the last lines count; without output there is no reason', () => {
  expect(reasonOf('one\ntwo\n')).toBe('one | two')
  expect(reasonOf('')).toBe('')
})

test.each([
  ['EINTEGRITY', true],
  ['EUSAGE', true],
  ['ENOTFOUND', false],
  ['ENOSPC', false],
])('%s is final: %s', (code, final) => {
  expect(isFinal(`npm error code ${code}\nnpm error more`)).toBe(final)
})
