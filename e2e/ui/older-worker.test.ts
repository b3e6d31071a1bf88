import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { ReleasedWorker } from '../support/released-worker.ts'
import { graveFindings } from './support/accessibility.ts'
import { WatchedServer } from './support/watched-server.ts'

let server: WatchedServer
let worker: ReleasedWorker
let workerPid: number

beforeAll(async () => {
  server = await WatchedServer.start({ flags: ['--no-worker'] })
  worker = new ReleasedWorker()
  workerPid = await worker.start(server.home)
})

afterEach(() => server.leave())

afterAll(async () => {
  worker?.remove()
  await server?.close()
})

test('a worker that is older than the server is shown with what it cannot do', async () => {
  const page = await server.visit({ path: '/admin/workers' })
  const notice = page.getByText('A worker of version 0.1.0 is older than the server')
  await notice.getByText('neither reattaches to work outside nor confirms its end').waitFor()
  expect(await notice.innerText()).toContain(`(process ${workerPid})`)
  expect(await graveFindings(page)).toEqual([])
  expect(server.takeComplaints()).toEqual([])
})
