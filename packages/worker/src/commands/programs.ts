import { join } from 'node:path'
import { writeWhole } from '../system/atomic-file.ts'
import { installShim } from './shim.ts'

export const SHIM_NAME = 'aiflow-shim'

export function shimPath(bin: string): string {
  return join(bin, SHIM_NAME)
}

/** Writes the shim, and the `aiflow` program that tasks find in their PATH. */
export function installPrograms(bin: string, cli: readonly string[] | null): void {
  installShim(shimPath(bin))
  if (cli !== null) writeWhole(join(bin, 'aiflow'), `#!/bin/sh\nexec ${cli.map(quote).join(' ')} "$@"\n`, 0o700)
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
