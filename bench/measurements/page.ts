import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from '../../e2e/ui/support/browser.ts'
import { LARGE } from '../large-store/fill-store.ts'
import { stageLargeStore } from '../large-store/stage-large-store.ts'
import type { Measurement, Row } from '../measurement.ts'
import type { Stage } from '../stage/stage.ts'

const CONTENT_AIM_MS = 1000
const INTERACTION_AIM_MS = 100
/** The browser reports only interactions that took at least this long, and rounds to 8 ms. */
const SHORTEST_TOLD_MS = 16
const FIXTURES = fileURLToPath(new URL('../../e2e/ui/fixtures/', import.meta.url))
const CROWD_TASKS = 50
const CROWD_TASK_EXECUTIONS = 5000
const FRAMES = 120

const LAST = LARGE.executions
const WORKFLOW = '/workflows/team-1/workflow-1'
const ROW = '#content tbody td'

/** A view, and a CSS selector for its first useful content. */
type View = readonly [path: string, content: string]

const OVERVIEW: View = ['/', '#content li']
const VIEWS: Readonly<Record<string, View>> = {
  overview: OVERVIEW,
  workflows: ['/workflows', ROW],
  'workflows, by name': ['/workflows?name=-1234', ROW],
  'workflow, its graph': [WORKFLOW, '[data-placed] .react-flow__edge'],
  'workflow, its rules': [`${WORKFLOW}?tab=rules`, '[role=tab][data-active]'],
  'workflow, its executions': [`${WORKFLOW}?tab=executions`, ROW],
  'workflow of 300 tasks, its graph': ['/workflows/default/large', '[data-placed] .react-flow__edge'],
  executions: ['/executions', ROW],
  'executions that failed': ['/executions?status=FAILED', ROW],
  'execution, its timeline': [`/executions/${LAST}`, 'canvas'],
  'execution, its graph': [`/executions/${LAST}?tab=graph`, '[data-placed] .react-flow__edge'],
  'execution, its tasks': [`/executions/${LAST}?tab=tasks`, ROW],
  'execution, its events': [`/executions/${LAST}?tab=events`, ROW],
  'task execution': [`/executions/${LAST}/train/1?tab=attempts`, ROW],
  'why a task ran': [`/executions/${LAST}/why?task=train`, '#content [data-main]'],
  events: ['/events', ROW],
  'events, by key': ['/events?key=data-77', ROW],
  event: ['/events/999990', '#content [data-main]'],
  'dead letters': ['/dead-letters', ROW],
  'dead letter': ['/dead-letters/5000', '#content pre'],
  namespaces: ['/admin/namespaces', ROW],
  workers: ['/admin/workers', ROW],
  audit: ['/admin/audit', ROW],
}

type Act = (page: Page) => Promise<void>

/** The most frequent interactions, each on a page that is already loaded. */
const INTERACTIONS: Readonly<Record<string, readonly [path: string, act: Act]>> = {
  'filter workflows': ['/workflows', (page) => page.getByRole('textbox').first().pressSequentially('-199', SLOWLY)],
  'choose a status': [
    '/executions',
    async (page) => {
      await page.getByLabel('Status').first().click()
      await page.getByRole('option', { name: 'Failed' }).click()
    },
  ],
  'filter events': ['/events', (page) => page.getByLabel('Key').first().pressSequentially('data-1', SLOWLY)],
  'choose a dead letter': ['/dead-letters', (page) => page.getByRole('checkbox').nth(3).click()],
  'choose a tab': [`/executions/${LAST}`, (page) => page.getByRole('tab', { name: 'Tasks' }).click()],
  'choose a task among 300': [
    '/workflows/default/large',
    (page) => page.getByRole('button', { name: /^task step-0-0\b/ }).click(),
  ],
  'open the palette': ['/', (page) => page.keyboard.press('Control+k')],
}
const SLOWLY = { delay: 60 }
/** How long a page settles. The network is never idle, since a stream stays open. */
const SETTLE_MS = 1500

/** What users of a browser wait for when the store holds months of work. */
export const page: Measurement = {
  name: 'page',
  workflows: [],
  async run(stage, { rounds }): Promise<readonly Row[]> {
    await stageLargeStore(stage)
    await stage.client.pools.set('default', 'warehouse', 2)
    await stage.aiflow('workflow', 'upload', `${FIXTURES}shop.ts`)
    const browser = await openBrowser()
    try {
      const context = await login(stage, browser)
      return [
        ...(await views(context, rounds)),
        ...(await interactions(context, rounds)),
        ...(await placing(context, rounds)),
        ...(await frames(stage, context)),
      ]
    } finally {
      await browser.close()
    }
  },
}

async function login(stage: Stage, browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    baseURL: stage.url,
    bypassCSP: true,
  })
  await context.addInitScript(`
    window.interactions = []
    new PerformanceObserver((list) => {
      for (const { duration, interactionId } of list.getEntries()) if (interactionId > 0) window.interactions.push(duration)
    }).observe({ type: 'event', durationThreshold: ${SHORTEST_TOLD_MS} })
  `)
  const first = await context.newPage()
  await first.goto((await stage.aiflow('open', '--print', '--output', 'plain')).trim())
  await first.waitForURL((url) => url.pathname !== '/login')
  await first.close()
  return context
}

/** From the address to the content, in a tab that has shown the page before. The first row uses a new tab each time. */
async function views(context: BrowserContext, rounds: number): Promise<Row[]> {
  const rows: Row[] = [await viewRow('overview, in a new tab', { view: OVERVIEW, rounds, context, tab: null })]
  const tab = await context.newPage()
  for (const [name, view] of Object.entries(VIEWS)) rows.push(await viewRow(name, { view, rounds, context, tab }))
  await tab.close()
  return rows
}

interface Visits {
  readonly view: View
  readonly rounds: number
  readonly context: BrowserContext
  /** Null: a new tab each time. */
  readonly tab: Page | null
}

async function viewRow(name: string, { view: [path, content], rounds, context, tab: own }: Visits): Promise<Row> {
  const samples: number[] = []
  for (let round = 0; round <= rounds; round += 1) {
    const tab = own ?? (await context.newPage())
    await tab.goto('about:blank')
    const before = performance.now()
    await tab.goto(path, { waitUntil: 'commit' })
    // Polls in each frame, since a locator polls less and less often.
    await tab.waitForFunction(`document.querySelector('${content}') !== null`, null, { polling: 'raf' })
    // In the first round the tab has not shown the page before.
    if (round > 0) samples.push(performance.now() - before)
    if (own === null) await tab.close()
  }
  process.stderr.write(`  ${name}: ${samples.map(Math.round).join(', ')} ms\n`)
  return { label: `page: ${name}`, unit: 'ms', better: 'lower', aim: CONTENT_AIM_MS, samples }
}

/** From a key or a click to the next frame, as the browser reports it: the longest of each interaction. */
async function interactions(context: BrowserContext, rounds: number): Promise<Row[]> {
  const rows: Row[] = []
  for (const [name, [path, act]] of Object.entries(INTERACTIONS)) {
    const samples: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const visited = await context.newPage()
      await visited.goto(path)
      await visited.waitForTimeout(SETTLE_MS)
      await act(visited)
      await visited.waitForTimeout(500)
      samples.push(Number(await visited.evaluate(`Math.max(${SHORTEST_TOLD_MS}, ...window.interactions)`)))
      await visited.close()
    }
    process.stderr.write(`  ${name}: ${samples.join(', ')} ms\n`)
    rows.push({ label: `page: ${name}`, unit: 'ms', better: 'lower', aim: INTERACTION_AIM_MS, samples })
  }
  return rows
}

async function placing(context: BrowserContext, rounds: number): Promise<Row[]> {
  const samples: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const visited = await context.newPage()
    await visited.goto('/workflows/default/large')
    await visited.locator('[data-placed]').waitFor()
    samples.push(Number(await visited.evaluate('performance.getEntriesByName("graph placed")[0].duration')))
    await visited.close()
  }
  return [{ label: 'page: 300 tasks placed', unit: 'ms', better: 'lower', aim: CONTENT_AIM_MS, samples }]
}

/** Frames while a timeline is zoomed by the wheel in every frame. */
async function frames(stage: Stage, context: BrowserContext): Promise<Row[]> {
  const execution = await crowdOf(stage)
  const visited = await context.newPage()
  await visited.goto(`/executions/${execution}`)
  await visited.locator('canvas').waitFor()
  await visited.getByRole('link', { name: 'member-1', exact: true }).waitFor()
  const samples = (await visited.evaluate(`new Promise((resolve) => {
    const canvas = document.querySelector('canvas')
    const { left, top } = canvas.getBoundingClientRect()
    const place = { clientX: left + 300, clientY: top + 200, ctrlKey: true, bubbles: true, cancelable: true }
    const lengths = []
    let last = performance.now()
    const frame = (now) => {
      lengths.push(now - last)
      last = now
      if (lengths.length > ${FRAMES}) return resolve(lengths.slice(1))
      canvas.dispatchEvent(new WheelEvent('wheel', { ...place, deltaY: lengths.length % 60 < 30 ? -40 : 40 }))
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })`)) as number[]
  const label = 'page: a frame while zooming over 5,000 task executions'
  return [{ label, unit: 'ms', better: 'lower', aim: 20, samples }]
}

async function crowdOf(stage: Stage): Promise<number> {
  await stage.aiflow('workflow', 'upload', `${FIXTURES}crowd.ts`)
  const { client } = stage
  const { workflowExecutionId: id } = await client.workflows.startExecution('default', 'crowd')
  const event = { key: 'go', workflowExecutionId: id }
  const last = CROWD_TASK_EXECUTIONS / CROWD_TASKS
  await client.events.sendMany(Array.from({ length: last }, () => event))
  for (;;) {
    const { tasks } = await client.workflowExecutions.get(id)
    if (tasks.every(({ latest }) => latest?.sequenceNumber === last && latest.status === 'SUCCESS')) return id
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
