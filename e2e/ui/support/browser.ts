import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

/** Debian's, macOS's and Chrome's places. */
const PROGRAMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Nothing goes out, nothing is asked of the machine that a test needs not. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A real browser. Throws where the machine has none. */
export function openBrowser(): Promise<Browser> {
  const executablePath = PROGRAMS.find((path) => existsSync(path))
  if (executablePath === undefined) {
    throw new Error(
      `No browser was found. Install Chromium ("apt-get install chromium"), at one of: ${PROGRAMS.join(', ')}`,
    )
  }
  return chromium.launch({ executablePath, args: FLAGS })
}
