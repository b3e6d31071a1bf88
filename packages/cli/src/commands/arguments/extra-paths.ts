import { existsSync } from 'node:fs'
import { Option } from 'commander'

/** The option for the files of tasks: `-f a -f b`, `-f a b` or `-f a,b`. */
export function extraPathsOption(): Option {
  return new Option(
    '-f, --files <paths...>',
    'Files or folders below the current folder that the tasks need, separated by spaces or commas',
  ).argParser(collectPaths)
}

/** A file whose name contains a comma is meant as a whole. */
function collectPaths(text: string, previous: readonly string[] = []): string[] {
  return [...previous, ...(existsSync(text) ? [text] : text.split(',').filter((path) => path !== ''))]
}
