import { TaskStatus, WorkflowStatus } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { markColor, toneColor, toneOf } from './states.ts'

test('every status has a tone', () => {
  for (const status of [...TaskStatus.values, ...WorkflowStatus.values]) {
    expect(toneOf(status)).toMatch(/^[a-z]+$/)
  }
})

test('success, failure and running have different tones', () => {
  expect(new Set([toneOf('SUCCESS'), toneOf('FAILED'), toneOf('RUNNING'), toneOf('STOPPED')]).size).toBe(4)
})

test('a tone is a colour of the theme, another one as text than as a mark', () => {
  expect(toneColor('failed')).toBe('var(--state-failed)')
  expect(markColor('failed')).toBe('var(--state-failed-mark)')
})
