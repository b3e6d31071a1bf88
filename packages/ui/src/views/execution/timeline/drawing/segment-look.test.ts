import { expect, test } from 'vitest'
import type { Segment } from '../task-rows.ts'
import { lookOf } from './segment-look.ts'

test.each([
  ['INIT', 'RUNNING', 'queued hollow'],
  ['QUEUED', 'RUNNING', 'queued hollow'],
  ['RETRYING', 'RUNNING', 'retrying striped'],
  ['STOPPING', 'STOPPED', 'stopping striped'],
  ['RUNNING', null, 'running solid'],
  ['RUNNING', 'SUCCESS', 'success solid'],
  ['RUNNING', 'FAILED', 'failed solid'],
  ['RUNNING', 'RETRYING', 'failed solid'],
  ['RUNNING', 'STOPPING', 'stopped solid'],
  ['RUNNING', 'STOPPED', 'stopped solid'],
] as const)('%s, then %s, looks %s', (status, next, look) => {
  const { tone, fill } = lookOf({ status, next } as Segment)
  expect(`${tone} ${fill}`).toBe(look)
})
