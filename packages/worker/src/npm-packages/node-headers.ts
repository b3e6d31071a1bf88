import { dirname, join } from 'node:path'
import { readOrNull } from '../system/atomic-file.ts'

/**
 * The folder with the headers of the Node that runs this worker, which packages are compiled with. `given` is what npm is
 * configured with: it counts if it is for this Node. Null if there are none: then node-gyp fetches them.
 */
export function nodeHeaders(given: string | null): string | null {
  const home = dirname(dirname(process.execPath))
  // The npm package "node" keeps those of its platform beside itself.
  const beside = join(home, 'node_modules', `node-${process.platform}-${process.arch}`)
  const candidates = [home, beside, ...(given === null ? [] : [given])]
  return candidates.find(isForThisNode) ?? null
}

function isForThisNode(folder: string): boolean {
  const text = readOrNull(join(folder, 'include/node/node_version.h')) ?? ''
  return /#define NODE_MODULE_VERSION (\d+)/.exec(text)?.[1] === process.versions.modules
}
