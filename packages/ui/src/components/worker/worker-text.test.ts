import { expect, test } from 'vitest'
import { machineText, processText } from './worker-text.ts'

test('a worker is shown with its machine and its process', () => {
  expect(machineText({ hostname: 'node-7' })).toBe('node-7')
  expect(processText({ pid: 4711 })).toBe('4711')
})

test('a worker that has not connected since the server started is shown with neither', () => {
  expect(machineText({ hostname: '' })).toBe('not seen yet')
  expect(processText({ pid: 0 })).toBe('–')
})
