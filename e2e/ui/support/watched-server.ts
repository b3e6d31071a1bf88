import type { Browser, BrowserContext, Page } from 'playwright-core'
import { AIFlowHome } from '../../support/aiflow-home.ts'
import { openBrowser } from './browser.ts'

export const WIDE = { width: 1440, height: 900 }
export const SMALL = { width: 390, height: 844 }
const PATIENCE_MS = 30_000

export interface VisitOptions {
  /** Where to, once logged in. */
  readonly path?: string
  readonly size?: { readonly width: number; readonly height: number }
  readonly scheme?: 'light' | 'dark'
}

export interface WatchedServerOptions {
  /** A folder that is there, instead of one of its own. */
  readonly folder?: string
  /** Of `aiflow server start`. */
  readonly flags?: readonly string[]
}

/** A real server and worker in a home of their own, and a browser that looks at them. */
export class WatchedServer {
  readonly home: AIFlowHome
  readonly #browser: Browser
  readonly #contexts: BrowserContext[] = []
  readonly #complaints: string[] = []

  private constructor(home: AIFlowHome, browser: Browser) {
    this.home = home
    this.#browser = browser
  }

  static async start({ folder, flags = [] }: WatchedServerOptions = {}): Promise<WatchedServer> {
    const home = new AIFlowHome({ folder })
    const [browser] = await Promise.all([openBrowser(), home.start(...flags)])
    return new WatchedServer(home, browser)
  }

  /** What the browser complained about since it was asked last: uncaught errors and whatever it wrote as an error. */
  takeComplaints(): string[] {
    return this.#complaints.splice(0)
  }

  /** A page of a browser that has never been here. */
  async visitAsStranger({ path = '/', size = WIDE, scheme = 'light' }: VisitOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: size, colorScheme: scheme, baseURL: this.home.url })
    this.#contexts.push(context)
    context.setDefaultTimeout(PATIENCE_MS)
    const page = await context.newPage()
    page.on('pageerror', (error) => this.#complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(message.text())
    })
    await page.goto(path)
    return page
  }

  /** A page that is logged in by a one-time link, as `aiflow open` makes it. */
  async visit({ path = '/', ...options }: VisitOptions = {}): Promise<Page> {
    const { path: once } = await this.home.client.session.createLink()
    const link = new URL(once, this.home.url)
    link.searchParams.set('next', path)
    const page = await this.visitAsStranger({ ...options, path: link.href })
    await page.waitForURL((now) => now.pathname !== '/login')
    await page.locator('#content h1').waitFor()
    return page
  }

  /** Closes what was visited, so that it takes nothing of the machine from those who come next. */
  async leave(): Promise<void> {
    for (const context of this.#contexts.splice(0)) await context.close()
  }

  async close(): Promise<void> {
    await this.leave()
    await this.#browser.close()
    await this.home.remove()
  }
}
