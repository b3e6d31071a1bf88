import { StatementSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { ROUTE_DOCUMENTS } from '../../src/http/routes.ts'
import { addDeadLetter, bash, HttpHarness, uploadOf } from './http-harness.ts'

const TASKS = 300
const MANY = 30
/** Statements that read for one request. */
const A_HANDFUL = 12
/** They last, are for workers and tasks, or read no store. */
const OTHERS = /listen|follow|\/live|\/changes|\/task\/|\/worker\/|\/docs|healthz|readyz|openapi|\/file$|\/session/
const READS = Object.keys(ROUTE_DOCUMENTS).flatMap((route) => {
  const [method, path = ''] = route.split(' ')
  return method === 'GET' && !OTHERS.test(path) ? [path] : []
})
const QUERIES: Readonly<Record<string, string>> = {
  '/api/v1/workflows': '?recent=5&limit=1000',
  '/api/v1/task-executions': '?state=living&limit=1000',
  '/api/v1/events': '?limit=1000',
  '/api/v1/events/offset': '?time=2026-01-01',
  '/api/v1/workflow-executions': '?limit=1000',
  '/api/v1/workflows/:namespace/:name/backfills/preview': '?from=2026-01-01&to=2026-02-01',
  '/api/v1/triggers': '?limit=1000',
  '/api/v1/workflow-executions/:id/task-executions/:task/:sequence/logs/search': '?text=a',
}

let harness: HttpHarness
let values: Readonly<Record<string, string>>

beforeAll(async () => {
  // Statements of another thread could not be counted.
  harness = await HttpHarness.create({ hasReadThread: false })
  const { workflows, events } = harness.client
  const trigger = { name: 'go', condition: { type: 'event', event: { key: 'go' } } }
  const schedule = { name: 'daily', expression: 'cron@0 0 * * *' }
  for (let index = 0; index < MANY; index += 1) {
    await workflows.upload(uploadOf({ name: `w${index}`, triggers: [trigger], schedules: [schedule] }))
    await workflows.startExecution('default', `w${index}`)
    await events.send({ namespace: 'default', key: 'go' })
    addDeadLetter(harness.storePath, index + 1)
  }
  const rule = { name: 'again', action: 'STOP', condition: { type: 'event', event: { key: 'again' } } }
  const tasks = Array.from({ length: TASKS }, (_, index) => bash(`t${index}`, { rules: [rule] }))
  await workflows.upload(uploadOf({ name: 'wide', tasks }))
  const { workflowExecutionId } = await workflows.startExecution('default', 'wide')
  const of = { from: Date.parse('2025-01-01'), to: Date.parse('2025-02-01') }
  const { id: backfill } = await harness.client.backfills.start('default', 'w0', of)
  const { items } = await workflows.snapshots('default', 'wide')
  const all = await events.list({ all: true, limit: 10_000 })
  const request = all.items.find(({ kind }) => kind === 'control')
  values = {
    id: String(workflowExecutionId),
    task: 't0',
    sequence: '1',
    rule: 'again',
    namespace: 'default',
    workflow: 'w0',
    hash: items[0]?.hash ?? '',
    event: String(request?.offset),
    offset: String(request?.offset),
    letter: '1',
    item: '0',
    backfill: String(backfill),
  }
})

afterAll(() => harness.dispose())

let statements: string[]

beforeEach(() => {
  statements = []
  const prototype = StatementSync.prototype as unknown as Record<string, (...parameters: unknown[]) => unknown>
  for (const name of ['all', 'get', 'iterate']) {
    const original = prototype[name]
    vi.spyOn(prototype, name).mockImplementation(function (this: StatementSync, ...parameters) {
      if (!isOfKeeper(this.sourceSQL)) statements.push(this.sourceSQL)
      return original?.apply(this, parameters)
    })
  }
})

afterEach(() => {
  vi.restoreAllMocks()
})

test.each(READS)('%s needs only a few statements, for any number of rows', async (route) => {
  const path = route.replaceAll(/:(\w+)/g, (_, name: string) => valueOfName(route, name)) + (QUERIES[route] ?? '')
  const response = await fetch(`${harness.server.url}${path}`, {
    headers: { authorization: `Bearer ${harness.token}` },
  })
  await response.text()
  expect([200, 404]).toContain(response.status)
  expect(statements.slice(A_HANDFUL)).toEqual([])
})

test('a workflow execution with 300 tasks is read with five statements', async () => {
  const { tasks } = await harness.client.workflowExecutions.get(Number(values.id))
  expect(tasks).toHaveLength(TASKS)
  expect(statements.slice(5)).toEqual([])
})

/** Once a second the server looks whether the store is still its own. */
function isOfKeeper(sql: string): boolean {
  return sql.trimEnd().endsWith('FROM store')
}

function valueOfName(route: string, name: string): string {
  if (name !== 'name') return values[name] ?? ''
  if (route.includes('/triggers/')) return 'go'
  return route.includes('/schedules/') ? 'daily' : 'w0'
}
