import { expect, test } from 'vitest'
import { causeText } from './cause-text.ts'

type Started = Parameters<typeof causeText>[0]

test.each([
  [{ type: 'MANUAL', trigger: { events: [], rule: null } }, 'by hand'],
  [{ type: 'PERIODIC', trigger: { events: [], rule: null } }, 'schedule'],
  [{ type: 'PERIODIC', trigger: { events: [], rule: 'every-morning' } }, 'schedule every-morning'],
  [{ type: 'PERIODIC', trigger: { events: [], rule: 'every-morning' }, backfillId: 3 }, 'backfill 3'],
  [
    { type: 'EVENT', trigger: { events: [], rule: null }, parent: { workflowExecutionId: 3, taskName: 'sub' } },
    'task 3/sub',
  ],
  [{ type: 'EVENT', trigger: { events: [], rule: 'large' } }, 'event'],
  [{ type: 'EVENT', trigger: { events: [{ key: 'a' }, { key: 'b' }], rule: 'large' } }, 'event b'],
])('%j was started by: %s', (execution, text) => {
  expect(causeText(execution as unknown as Started)).toBe(text)
})
