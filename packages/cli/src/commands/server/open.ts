import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import type { Session } from '../../session.ts'

/** Programs that open a URL in the browser, by platform. The first one that exists is used. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly (readonly string[])[]>>> = {
  darwin: [['open']],
  linux: [['wslview'], ['xdg-open']],
}

/** How long an opener may take to fail. */
const OPENER_LIMIT_MS = 3000

export interface OpenOptions {
  readonly print?: boolean
}

/** Opens the web page with the rights of this command's token, by a link that works once. */
export async function open(session: Session, { print }: OpenOptions): Promise<void> {
  const { printer } = session
  const client = await session.client()
  const { path, expireTime } = await client.session.createLink()
  const url = new URL(path, session.serverUrl()).href
  if (print !== true && printer.format === 'table' && (await openBrowser(url))) {
    printer.note('The web page opens in the browser.')
    return
  }
  printer.note('Open this link in a browser. It works once, within two minutes:')
  await printer.done(url, { url, expireTime }, url)
}

async function openBrowser(url: string): Promise<boolean> {
  for (const [program = '', ...args] of OPENERS[process.platform] ?? []) {
    if (await canStart(program, [...args, url])) return true
  }
  return false
}

/** Without a desktop an opener fails at once. One that keeps running is, or has become, the browser. */
async function canStart(program: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  try {
    const [exitCode] = await once(child, 'exit', { signal: abortedAfter(OPENER_LIMIT_MS) })
    return exitCode === 0
  } catch (error) {
    // Otherwise it is not installed.
    return error instanceof Error && error.name === 'AbortError'
  } finally {
    // The browser outlives this program.
    child.unref()
  }
}
