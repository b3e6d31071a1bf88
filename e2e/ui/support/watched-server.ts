import type { Browser, BrowserContext, Page } from 'playwright-core'
import { AIFlowHome } from '../../support/aiflow-home.ts'
import { openBrowser } from './browser.ts'

export const WIDE = { width: 1440, height: 900 }
export const SMALL = { width: 390, height: 844 }
const PATIENCE_MS = 30_000

export interface VisitOptions {
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

/**
 * What the pages of one login share: the cookie, and the code of the page, which the browser loads and compiles once.
 * It belongs to one address, since a server that was started again may have another port.
 */
interface Login {
  readonly url: string
  readonly context: BrowserContext
  /** As it was right after logging in. */
  readonly storage: Awaited<ReturnType<BrowserContext['storageState']>>
}

/** A real server and worker in a home of their own, and a browser that looks at them. */
export class WatchedServer {
  readonly home: AIFlowHome
  readonly #browser: Browser
  readonly #strangers: BrowserContext[] = []
  #login: Login | undefined
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
  async visitAsStranger(options: VisitOptions = {}): Promise<Page> {
    const context = await this.#openContext()
    this.#strangers.push(context)
    return this.#openPage(context, options)
  }

  /**
   * A page that is logged in by a one-time link, as `aiflow open` makes it. It remembers nothing of other tests. A browser
   * opens six connections to a server, and each page keeps one: of more pages, close those that are done with.
   */
  async visit(options: VisitOptions = {}): Promise<Page> {
    const { context } = await this.#loggedIn()
    const page = await this.#openPage(context, options)
    await page.locator('#content h1').waitFor()
    return page
  }

  /** Closes what was visited and forgets what the pages stored, so that the next test begins as the first one did. */
  async leave(): Promise<void> {
    for (const context of this.#strangers.splice(0)) await context.close()
    if (this.#login === undefined) return
    const { context, storage } = this.#login
    for (const page of context.pages()) await page.close()
    await context.setStorageState(storage)
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await this.home.remove()
  }

  async #loggedIn(): Promise<Login> {
    if (this.#login?.url === this.home.url) return this.#login
    await this.#login?.context.close()
    const { path } = await this.home.client.session.createLink()
    const context = await this.#openContext()
    const page = await this.#openPage(context, { path })
    await page.waitForURL((now) => now.pathname !== '/login')
    await page.close()
    this.#login = { url: this.home.url, context, storage: await context.storageState() }
    return this.#login
  }

  async #openContext(): Promise<BrowserContext> {
    const context = await this.#browser.newContext({ baseURL: this.home.url })
    context.setDefaultTimeout(PATIENCE_MS)
    return context
  }

  async #openPage(context: BrowserContext, options: VisitOptions): Promise<Page> {
    const { path = '/', size = WIDE, scheme = 'light' } = options
    const page = await context.newPage()
    page.on('pageerror', (error) => this.#complaints.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(message.text())
    })
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(path)
    return page
  }
}
