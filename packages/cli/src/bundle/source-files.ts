import { dirname, resolve, sep } from 'node:path'
import type { WorkflowBundle } from './bundle-workflow.ts'

/** The author's files that a bundle was made of, each once: absolute paths, the workflow file first. */
export function sourceFiles({ file, sdkFolder, sourceMap }: WorkflowBundle): string[] {
  const own = sourceMap.sources
    .map((source) => resolve(dirname(file), source))
    .filter((path) => !path.split(sep).includes('node_modules') && !(sdkFolder !== null && path.startsWith(sdkFolder)))
  return [...new Set([file, ...own])]
}
