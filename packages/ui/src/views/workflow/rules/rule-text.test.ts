import type { RuleDefinition } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { whenAliveText } from './rule-text.ts'

function textOf(rule: Partial<RuleDefinition>): string {
  return whenAliveText({ action: 'START', whenAlive: 'ignore', queueLimit: 1000, ...rule } as RuleDefinition)
}

test('a START rule says what happens while the task is active', () => {
  expect(new Set([textOf({}), textOf({ whenAlive: 'latest' }), textOf({ whenAlive: 'queue' })]).size).toBe(3)
  expect(textOf({ whenAlive: 'queue', queueLimit: 2500 })).toContain('2,500')
})

test('other rules say nothing', () => {
  expect(textOf({ action: 'STOP', whenAlive: 'queue' })).toBe('–')
  expect(textOf({ action: 'RESTART' })).toBe('–')
})
