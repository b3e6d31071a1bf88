import { expect, test } from 'vitest'
import { sentBy } from './senders.ts'

test('tasks of the executions count, each once for each key', () => {
  const events = [
    { key: 'model', principal: 'task:7/train/3' },
    { key: 'model', principal: 'task:7/train/2' },
    { key: 'batch', principal: 'task:6/read/1' },
    { key: 'batch', principal: 'task:5/read-of-another-workflow/1' },
    { key: 'batch', principal: 'token:home' },
    { key: 'batch', principal: null },
  ]
  expect(sentBy(new Set([6, 7]), events)).toEqual([
    { task: 'read', key: 'batch' },
    { task: 'train', key: 'model' },
  ])
})
