import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const BUILD = fileURLToPath(new URL('../scripts/build.mjs', import.meta.url))

/** Builds the program once before all stories, so that they never run an old one. */
export const setup = async (): Promise<void> => {
  await promisify(execFile)(process.execPath, [BUILD])
}
