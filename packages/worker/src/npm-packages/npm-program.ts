import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProgram } from '../system/find-program.ts'

/** The place of npm beside the Node that it comes with. */
const BESIDE_NODE = '../lib/node_modules/npm/bin/npm-cli.js'

/** A program and its first arguments. */
export type Program = readonly [string, ...string[]]

/**
 * The npm of this machine: that of the Node that runs this worker, or else the first in the PATH. A program of JavaScript is run
 * by this Node, so that what it builds is for this Node. Null if there is none.
 */
export function findNpm(path: string): Program | null {
  const own = join(dirname(realpathSync(process.execPath)), BESIDE_NODE)
  if (existsSync(own)) return [process.execPath, own]
  const found = findProgram('npm', path)
  if (found === null) return null
  const real = realpathSync(found)
  return real.endsWith('.js') ? [process.execPath, real] : [found]
}
