import { expect, test } from 'vitest'
import type * as z from 'zod'
import { auditSearchSchema } from '../../views/admin/search.ts'
import { deadLettersSearchSchema } from '../../views/dead-letters/search.ts'
import { eventSearchSchema } from '../../views/event/search.ts'
import { eventsSearchSchema } from '../../views/events/search.ts'
import { executionSearchSchema } from '../../views/execution/search.ts'
import { executionsSearchSchema } from '../../views/executions/search.ts'
import { overviewSearchSchema } from '../../views/overview/search.ts'
import { taskExecutionSearchSchema } from '../../views/task-execution/search.ts'
import { whySearchSchema } from '../../views/why/search.ts'
import { workflowSearchSchema } from '../../views/workflow/search.ts'
import { workflowsSearchSchema } from '../../views/workflows/search.ts'
import { parseSearch, stringifySearch } from './search-text.ts'

/** For each view, an address that uses all of its filters. */
const FULL: readonly (readonly [view: string, schema: z.ZodObject, address: string])[] = [
  ['audit', auditSearchSchema, '?sender=ci&principal=token%3Aci&action=setPool&since=7d&all=true'],
  ['dead letters', deadLettersSearchSchema, '?workflow=shop&execution=7&task=price&rule=late'],
  ['event', eventSearchSchema, '?effects=text'],
  [
    'events',
    eventsSearchSchema,
    '?key=order&kind=status&sender=shop&principal=worker%3Aw-1&execution=7&since=1h&until=120',
  ],
  [
    'execution',
    executionSearchSchema,
    '?tab=tasks&task=price&status=FAILED&all=true&kind=control&key=order&as=table&from=-5&to=20&last=30',
  ],
  [
    'executions',
    executionsSearchSchema,
    '?workflow=shop&status=STOPPED&type=EVENT&backfill=3&labels=team%3Ddata&since=1d',
  ],
  ['overview', overviewSearchSchema, '?range=7d'],
  [
    'task execution',
    taskExecutionSearchSchema,
    '?tab=log&attempt=2&item=3&items=FAILED&find=error&at=0&line=-3&since=1700000000000',
  ],
  ['why', whySearchSchema, '?task=price&sequence=2&part=not'],
  [
    'workflow',
    workflowSearchSchema,
    '?tab=snapshots&box=task%3Aprice&task=price&status=FAILED&from=abc&to=def&part=definition&diff=unified',
  ],
  ['workflows', workflowsSearchSchema, '?name=shop&owner=ada&labels=team%3Ddata%2Ctier%3D1&state=disabled'],
]

test.each(FULL)('every filter of %s is read from its address, and written back', (_view, schema, address) => {
  const search = schema.parse(parseSearch(address))
  expect(Object.keys(search).toSorted()).toEqual(Object.keys(schema.shape).toSorted())
  expect(Object.values(search)).not.toContain(undefined)
  expect(stringifySearch(search)).toBe(address)
})

test.each(FULL)('an address of %s that makes no sense shows the view without filters', (_view, schema) => {
  const nonsense = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, { is: ['no', 'filter'] }]))
  const texts = Object.entries(schema.parse(nonsense)).filter(([, value]) => value !== undefined)
  // A text filter takes any text.
  expect(texts.every(([, value]) => typeof value === 'string')).toBe(true)
  expect(schema.parse({})).toEqual({})
})

test.each([
  ['execution', deadLettersSearchSchema, ['0', '-1', '1.5', 'x']],
  ['execution', eventsSearchSchema, ['-1', '0.5', '1e3']],
  ['attempt', taskExecutionSearchSchema, ['0', 'last']],
  ['at', taskExecutionSearchSchema, ['-1']],
  ['last', executionSearchSchema, ['0', '-5']],
  ['status', executionsSearchSchema, ['failed', 'RETRYING', '3']],
  ['sequence', whySearchSchema, ['0', 'latest']],
] as const)('%s is forgotten where it is no such thing', (name, schema: z.ZodObject, values) => {
  for (const value of values) expect(schema.parse(parseSearch(`?${name}=${value}`))).toEqual({ [name]: undefined })
})

test('a name that looks like a number is still a name', () => {
  expect(workflowsSearchSchema.parse(parseSearch('?name=2024'))).toEqual({ name: '2024' })
  expect(taskExecutionSearchSchema.parse(parseSearch('?find=1e3'))).toEqual({ find: '1e3' })
})
