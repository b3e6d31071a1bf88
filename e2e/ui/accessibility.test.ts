import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Execution } from '../support/execution.ts'
import { fillExplained } from './screenshots/explained-world.ts'
import { fillLively } from './screenshots/lively-world.ts'
import { PLACES } from './screenshots/places.ts'
import { fillShop } from './screenshots/shop-world.ts'
import { graveFindings, graveFindingsOfColours } from './support/accessibility.ts'
import { changeScheme, settled } from './support/settled.ts'
import { SMALL, WatchedServer, WIDE } from './support/watched-server.ts'

const WORKFLOWS = fileURLToPath(new URL('fixtures/workflows.ts', import.meta.url))

let server: WatchedServer
/** One for all places, since a browser that opens anew takes longer than all that is looked at. */
let page: Page

beforeAll(async () => {
  server = await WatchedServer.start()
  // First, since some places name what it begins with.
  await fillExplained(server.home)
  await Promise.all([fillLively(server.home), fillShop(server.home)])
  await server.home.upload(WORKFLOWS)
  await Execution.start(server.home, 'clickstream-features')
  await (await Execution.start(server.home, 'nightly-training')).ended('FAILED')
  page = await server.visit()
})

afterAll(() => server?.close())

test('login is accessible', async () => {
  const stranger = await server.visitAsStranger({ path: '/login' })
  expect(await obstaclesOn(stranger)).toEqual([])
})

test.each(PLACES.filter(({ path }) => path !== '/login'))('$name is accessible', async ({ path }) => {
  await page.setViewportSize(WIDE)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(path)
  expect(await obstaclesOn(page)).toEqual([])
  expect(server.takeComplaints().filter((one) => !one.includes('401') && !one.includes('404'))).toEqual([])
})

/** What keeps people out in either theme, on a wide screen or on a small one. */
async function obstaclesOn(shown: Page): Promise<string[]> {
  await settled(shown)
  const found = (await graveFindings(shown)).map((one) => `wide and light: ${one}`)
  await changeScheme(shown, 'dark')
  found.push(...(await graveFindingsOfColours(shown)).map((one) => `wide and dark: ${one}`))
  await shown.setViewportSize(SMALL)
  await settled(shown)
  found.push(...(await graveFindingsOfColours(shown)).map((one) => `small and dark: ${one}`))
  await changeScheme(shown, 'light')
  found.push(...(await graveFindings(shown)).map((one) => `small and light: ${one}`))
  return found
}
