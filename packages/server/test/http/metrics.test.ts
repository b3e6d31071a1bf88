import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
})

afterAll(async () => {
  await harness.dispose()
})

/** The value of each series that Prometheus would store. */
async function scrape(): Promise<Map<string, number>> {
  const headers = { authorization: `Bearer ${harness.token}` }
  const response = await fetch(`${harness.server.url}/metrics`, { headers })
  expect(response.headers.get('content-type')).toContain('text/plain')
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

test('every series for dashboards exists before anything has happened', async () => {
  const names = [...(await scrape()).keys()].map((series) => series.replace(/\{.*/, ''))
  for (const name of [
    'aiflow_scheduler_lag_events',
    'aiflow_scheduler_lag_seconds',
    'aiflow_inbox_events',
    'aiflow_workflow_executions',
    'aiflow_task_executions',
    'aiflow_tasks_waiting',
    'aiflow_tasks_waiting_seconds',
    'aiflow_tasks_stopping_seconds',
    'aiflow_rule_circuits_open',
    'aiflow_inbox_largest_events',
    'aiflow_disk_free_bytes',
    'aiflow_last_backup_time_seconds',
    'aiflow_backfills',
    'aiflow_backfill_times_left',
    'aiflow_store_writable',
    'aiflow_store_readable',
    'aiflow_clock_behind',
    'aiflow_task_start_seconds_bucket',
    'aiflow_commit_seconds_bucket',
    'process_resident_memory_bytes',
  ]) {
    expect(names).toContain(name)
  }
})

test('events, verdicts, executions, tasks and requests are counted', async () => {
  const rule = { name: 'on-go', action: 'START', condition: { type: 'event', event: { key: 'go' } } }
  const task = { name: 'a', operator: { type: 'bash', command: 'true' }, rules: [rule] }
  await harness.client.workflows.upload(uploadOf({ name: 'counted', tasks: [task] }))
  await harness.client.workflows.startExecution('default', 'counted')
  await harness.client.events.send({ key: 'go' })
  await harness.client.events.send({ key: 'go' })
  const series = await scrape()
  expect(series.get('aiflow_events_total{kind="user"}')).toBe(2)
  expect(series.get('aiflow_rule_verdicts_total{verdict="fired"}')).toBe(1)
  expect(series.get('aiflow_rule_verdicts_total{verdict="ignored"}')).toBe(1)
  expect(series.get('aiflow_workflow_executions{status="RUNNING"}')).toBe(1)
  expect(series.get('aiflow_task_executions{status="INIT"}')).toBe(1)
  expect(series.get('aiflow_tasks_waiting')).toBe(1)
  expect(series.get('aiflow_scheduler_lag_events')).toBe(0)
  const sent = '{method="POST",route="/api/v1/events",status="200"}'
  expect(series.get(`aiflow_http_request_seconds_count${sent}`)).toBe(2)
})
