import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { settled } from '../support/settled.ts'
import { SMALL, WatchedServer, WIDE } from '../support/watched-server.ts'
import { fillWorld } from './example-world.ts'
import { EMPTY_PLACES, type PictureOf, PLACES } from './places.ts'

/* Takes a picture of every place, first of a server on which nothing has happened: npm run screenshots [-- --only NAME] */

const FOLDER = fileURLToPath(new URL('../../../screenshots', import.meta.url))
/** For fonts and charts. */
const SETTLE_MS = 500

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
mkdirSync(FOLDER, { recursive: true })
const server = await WatchedServer.start()
try {
  await picture(EMPTY_PLACES)
  await fillWorld(server.home)
  await picture(PLACES)
} finally {
  await server.close()
}

async function picture(all: readonly PictureOf[]): Promise<void> {
  const places = all.filter(({ name }) => name.includes(values.only))
  if (places.length === 0) return
  for (const scheme of ['light', 'dark'] as const) {
    for (const size of [WIDE, SMALL]) {
      const page = await server.visit({ scheme, size })
      for (const { name, path } of places) {
        const seen = path === '/login' ? await server.visitAsStranger({ path, scheme, size }) : page
        if (seen === page) await page.goto(path)
        await settled(seen)
        await seen.waitForTimeout(SETTLE_MS)
        const file = `${name}-${scheme}-${size.width}.png`
        await seen.screenshot({ path: join(FOLDER, file) })
        console.log(`screenshots/${file}`)
      }
      await server.leave()
    }
  }
}
