import type { Page } from 'playwright-core'

/** What stands where something is still read or placed. */
const UNSETTLED = '[aria-busy="true"], .mantine-Loader-root, .mantine-Skeleton-root'
/** On a busy machine hundreds of tasks are not placed soon. */
const PATIENCE_MS = 120_000
/**
 * Ends once what fades or slides has come to its place; the end of one movement may begin another one. What moves for ever,
 * as a loader does, is not waited for.
 */
const STANDING_STILL = `(async () => {
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
  const isMoving = ({ playState, effect }) =>
    playState === 'running' && effect.getComputedTiming().endTime !== Infinity
  for (;;) {
    await drawn()
    const moving = document.getAnimations().filter(isMoving)
    if (moving.length === 0) return
    await Promise.allSettled(moving.map(({ finished }) => finished))
  }
})()`

/** Waits until a view has read and placed what it shows, and nothing fades or slides into its place any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  await page.locator(UNSETTLED).first().waitFor({ state: 'detached', timeout: PATIENCE_MS })
  await page.evaluate(STANDING_STILL)
}

/** Changes the theme of a page, as the machine does in the evening. */
export async function changeScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
  await settled(page)
}
