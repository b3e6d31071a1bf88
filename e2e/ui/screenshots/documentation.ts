import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'
import { Execution } from '../../support/execution.ts'
import { waitFor } from '../../support/wait-for.ts'
import { settled } from '../support/settled.ts'
import { WatchedServer } from '../support/watched-server.ts'

/* Takes the pictures of the documentation, of online learning, in both themes: npm run screenshots:docs */

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const FOLDER = join(ROOT, 'docs/pictures')
const WIDTH = 1280
const MODELS = 6
/** For fonts and charts. */
const SETTLE_MS = 800
/** A picture is shown at half of its size at most, and text must stay sharp. */
const QUALITY = 82

const PICTURES = [
  { name: 'overview', path: () => '/', height: 800 },
  { name: 'timeline', path: (id: number) => `/executions/${id}`, height: 530 },
  { name: 'graph', path: (id: number) => `/executions/${id}?tab=graph`, height: 840 },
  { name: 'why', path: (id: number) => `/executions/${id}/why?task=deploy`, height: 840 },
]

const server = await WatchedServer.start()
try {
  execFileSync('npm', ['run', '--silent', 'upload-online-learning', '-w', 'examples'], {
    cwd: ROOT,
    env: { ...process.env, AIFLOW_HOME: server.home.folder },
  })
  const execution = await Execution.start(server.home, 'online-learning')
  await waitFor('several models', async () =>
    (await execution.taskExecutions('train')).length >= MODELS ? true : null,
  )
  for (const scheme of ['light', 'dark'] as const) {
    for (const { name, path, height } of PICTURES) {
      const page = await server.visit({ scheme, size: { width: WIDTH, height }, path: path(execution.id) })
      await settled(page)
      await page.waitForTimeout(SETTLE_MS)
      const file = `${name}${scheme === 'dark' ? '-dark' : ''}.webp`
      writeFileSync(join(FOLDER, file), await pictureOf(page))
      console.log(`docs/pictures/${file}`)
      await page.close()
    }
  }
} finally {
  await server.close()
}

/** As WebP, which is a third of a PNG, and which Playwright itself cannot make. */
async function pictureOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY })
  return Buffer.from(data, 'base64')
}
