import { existsSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { writeNewFile } from '@aiflow/sdk/files'

/** The kernel limits an argument to 128 KiB. Longer commands become a file. */
const MAX_ARGUMENT_BYTES = 120 * 1024

const SHELLS = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash']

export function findShell(): string {
  return SHELLS.find((path) => existsSync(path)) ?? '/bin/sh'
}

/** The program and its arguments that run a command. `folder` is that of the attempt, for a long command. */
export function shellArguments(shell: string, command: string, folder: string): [string, ...string[]] {
  if (Buffer.byteLength(command) <= MAX_ARGUMENT_BYTES) return [shell, '-c', command]
  const script = join(folder, 'command')
  writeNewFile(script, command)
  return [shell, script]
}

/** A word of a command, as any shell reads it back. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}

/** A relative `cwd` is relative to the extra files. */
export function workingFolder(
  cwd: string | null | undefined,
  places: { readonly own: string; readonly files: string },
): string {
  return cwd == null ? places.own : resolve(places.files, cwd)
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
