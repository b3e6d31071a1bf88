import { taskSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash, startAfter } from '../../testing/scheduler-harness.ts'
import { checkMapOver } from './check-map-over.ts'

const AFTER = { rules: [startAfter('list')] }

function check(mapOver: Record<string, unknown>, more: Record<string, unknown> = {}): () => void {
  const task = taskSchema.parse({ ...bash('each'), mapOver, ...more })
  return () => checkMapOver('w', task, { names: new Set(['list', 'each']), mapOver: task.mapOver ?? { list: [] } })
}

test.each([
  ['a list', { list: [1] }, {}],
  ['a parameter', { list: '${parameters.days}' }, {}],
  ['the output of a task that comes before', { list: '${outputs.list.files}' }, AFTER],
  ['an output, for a task that a timer starts', { list: '${outputs.list}' }, { periodicExpression: 'cron@0 * * * *' }],
  ['an output, for the clean-up', { list: '${outputs.list}' }, { onStop: true }],
  ['as many successes as there are items', { list: [1, 2], onFailure: { atLeast: 2 } }, {}],
])('a task may be over %s', (_what, mapOver, more) => {
  expect(check(mapOver, more)).not.toThrow()
})

test.each([
  ['a task without attempts', { list: [1] }, { operator: { type: 'workflow', workflow: 'v' } }, 'has no attempts'],
  ['the output of an unknown task', { list: '${outputs.other}' }, AFTER, 'is over the output of the task "other"'],
  ['an output that is not there yet', { list: '${outputs.list}' }, {}, 'starts before that has one'],
  ['no expression', { list: 'files' }, {}, 'it must be one expression and nothing else'],
  ['two expressions', { list: '${parameters.a}${parameters.b}' }, {}, 'it must be one expression and nothing else'],
  ['a wrong expression', { list: '${files}' }, {}, 'there is no "files"'],
  ['too many items', { list: Array.from({ length: 10_001 }, () => 0) }, {}, '10000 are allowed'],
  ['a large list', { list: ['x'.repeat(4 * 1024 * 1024)] }, {}, 'larger than 4 MiB'],
  ['fewer items than must succeed', { list: [1], onFailure: { atLeast: 2 } }, {}, 'its list has 1'],
])('a task over %s is refused', (_what, mapOver, more, message) => {
  expect(check(mapOver, more)).toThrow(message)
})
