import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const GRAVE = ['serious', 'critical']

interface Finding {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe finds on a page that keeps people out, each with the first place; nothing is good. */
export function graveFindings(page: Page): Promise<string[]> {
  return findings(page, '{}')
}

/** The same of colours alone, for another theme of a page that was looked at: nothing else differs between two themes. */
export function graveFindingsOfColours(page: Page): Promise<string[]> {
  return findings(page, '{ runOnly: ["color-contrast", "link-in-text-block"] }')
}

/** What fades in has other colours before. A loader never ends, and what begins with the next frame has to begin first. */
const SETTLED = `(async () => {
  const frame = () => new Promise(requestAnimationFrame)
  const fading = () => document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
  await frame()
  await frame()
  for (let moving = fading(); moving.length > 0; moving = fading()) {
    await Promise.allSettled(moving.map(({ finished }) => finished))
    await frame()
  }
})()`

async function findings(page: Page, options: string): Promise<string[]> {
  await page.evaluate(SETTLED)
  // Evaluated, since the rules of the page let no foreign script in.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE)
  const violations = (await page.evaluate(
    `axe.run(document, { resultTypes: ["violations"], ...${options} }).then((r) => r.violations)`,
  )) as Finding[]
  return violations
    .filter(({ impact }) => GRAVE.includes(impact ?? ''))
    .map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html ?? ''}`)
}
