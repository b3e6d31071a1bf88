import { dirname, resolve, sep } from 'node:path'
import type { WorkflowBundle } from '../bundle/bundle-workflow.ts'

/** The files that a bundle was made of, without those of packages. Absolute paths. */
export function sourceFiles({ file, sourceMap }: WorkflowBundle): string[] {
  const own = sourceMap.sources
    .map((source) => resolve(dirname(file), source))
    .filter((path) => !path.split(sep).includes('node_modules'))
  return [file, ...own]
}
