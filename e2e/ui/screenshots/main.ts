import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { SMALL, WatchedServer, WIDE } from '../support/watched-server.ts'
import { fillWorld } from './example-world.ts'
import { PLACES } from './places.ts'

/* Takes a picture of every place: npm run screenshots [-- --only NAME] */

const FOLDER = fileURLToPath(new URL('../../../screenshots', import.meta.url))
/** For fonts, charts and what comes in by the live connection. */
const SETTLE_MS = 1200

const { values } = parseArgs({ options: { only: { type: 'string' } } })
mkdirSync(FOLDER, { recursive: true })
const server = await WatchedServer.start()
try {
  await fillWorld(server.home)
  for (const { name, path } of PLACES.filter(
    (place) => values.only === undefined || place.name.includes(values.only),
  )) {
    for (const scheme of ['light', 'dark'] as const) {
      for (const size of [WIDE, SMALL]) {
        const visit = { path, scheme, size }
        const page = await (path === '/login' ? server.visitAsStranger(visit) : server.visit(visit))
        await page.waitForTimeout(SETTLE_MS)
        const file = `${name}-${scheme}-${size.width}.png`
        await page.screenshot({ path: join(FOLDER, file) })
        await page.close()
        console.log(`screenshots/${file}`)
      }
    }
  }
} finally {
  await server.close()
}
