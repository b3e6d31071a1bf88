import { dirname, join, relative, resolve, sep } from 'node:path'
import type { WorkflowBundle } from './bundle-workflow.ts'

const PACKAGES = 'node_modules'
const OURS = `${PACKAGES}/@aiflow`
/** In a clone of the repository, its folder is beside that of the SDK. */
const OPERATORS = 'operators'

/**
 * How traces name the sources of an uploaded bundle, which are relative to the folder of the workflow file: the author's own
 * files as the workflow file is named, and those of packages by their package.
 */
export function sourceNames({ file, sdkFolder }: WorkflowBundle, folder: string): (source: string) => string {
  const own = relative(folder, file).startsWith('..') ? dirname(file) : folder
  const folders = sdkFolder === null ? {} : { sdk: sdkFolder, [OPERATORS]: join(dirname(sdkFolder), OPERATORS) }
  return (source) => {
    const path = resolve(dirname(file), source)
    for (const [name, place] of Object.entries(folders))
      if (path.startsWith(`${place}${sep}`)) return join(OURS, name, relative(place, path))
    const parts = path.split(sep)
    const begin = parts.lastIndexOf(PACKAGES)
    return begin < 0 ? relative(own, path) : parts.slice(begin).join('/')
  }
}
