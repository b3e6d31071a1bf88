import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { isAIFlowError } from '@aiflow/sdk'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { SmallDisk } from '../faults/support/small-disk.ts'
import { graveFindings } from './support/accessibility.ts'
import { SMALL, WatchedServer } from './support/watched-server.ts'

const DISK_MEBIBYTES = 48

let disk: SmallDisk
let server: WatchedServer

beforeAll(async () => {
  disk = SmallDisk.mount(DISK_MEBIBYTES)
  const folder = join(disk.folder, 'home')
  mkdirSync(folder)
  server = await WatchedServer.start({ folder })
})

afterEach(() => server.leave())

afterAll(async () => {
  await server?.close()
  disk?.remove()
})

function bannerOf(page: Page) {
  return page.getByRole('alert').filter({ hasText: 'Events and requests have been refused' })
}

async function sendUntilRefused(): Promise<void> {
  for (;;) {
    try {
      await server.home.client.events.send({ key: 'filler', value: 'x'.repeat(20_000) })
    } catch (error) {
      if (isAIFlowError(error) && error.code === 'STORE_FULL') return
      throw error
    }
  }
}

test('while the disk of the store is full, every view says so, since when, and what to do', async () => {
  const page = await server.visit({ path: '/workflows' })
  const small = await server.visit({ path: '/executions', size: SMALL, scheme: 'dark' })
  await page.evaluate('window.isSamePage = true')
  expect(await bannerOf(page).count()).toBe(0)
  disk.fill()
  await sendUntilRefused()
  await bannerOf(page).getByText('Free some space on it').waitFor()
  const { storeFault } = await server.home.client.server.info()
  const since = await bannerOf(page).locator('time').getAttribute('datetime')
  expect(since).toBe(new Date(storeFault?.since ?? 0).toISOString())
  await page.getByRole('link', { name: 'Executions', exact: true }).click()
  await page.getByRole('heading', { name: 'Executions', level: 1 }).waitFor()
  expect(await bannerOf(page).count()).toBe(1)
  await bannerOf(small).waitFor()
  for (const one of [page, small]) {
    expect(await one.evaluate('document.documentElement.scrollHeight <= window.innerHeight')).toBe(true)
  }
  expect(await small.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  for (const one of [page, small]) expect(await graveFindings(one)).toEqual([])

  disk.free()
  await bannerOf(page).waitFor({ state: 'detached' })
  await bannerOf(small).waitFor({ state: 'detached' })
  expect(await page.evaluate('window.isSamePage === true')).toBe(true)
  expect((await server.home.client.events.send({ key: 'filler' })).offset).toBeGreaterThan(0)
  expect(server.takeComplaints()).toEqual([])
})
