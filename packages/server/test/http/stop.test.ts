import { expect, test } from 'vitest'
import { WorkerConnection } from '../workers/worker-connection.ts'
import { bash, HttpHarness, uploadOf } from './http-harness.ts'

test('a stopping server answers running requests, then ends; its streams end, and its tasks continue', async () => {
  const harness = await HttpHarness.create()
  const worker = await WorkerConnection.greet(harness.server.url, harness.token)
  await harness.client.workflows.upload(uploadOf({ tasks: [bash('a')] }))
  await harness.client.workflows.startExecution('default', 'w')
  const { attemptId } = await worker.nextStart()
  const headers = { authorization: `Bearer ${harness.token}` }
  const listening = await fetch(`${harness.server.url}/api/v1/events/listen`, { headers })

  expect(await harness.client.server.stop()).toEqual({ aliveTasks: 1 })
  await harness.server.finished
  expect(await listening.text()).toContain('event: position')
  expect(await worker.closed()).toBe(1001)
  expect(worker.received.filter(({ type }) => type === 'stop' || type === 'shutdown')).toEqual([])

  await harness.start()
  const again = await WorkerConnection.open(harness.server.url, harness.token)
  again.hello({ held: [{ attemptId, finished: false }] })
  expect(await again.next('welcome')).toMatchObject({ holds: [{ attemptId, stop: false }] })
  await harness.dispose()
})
