import { join } from 'node:path'
import { writeWhole } from '../journal/atomic-file.ts'
import { installShim } from './shim.ts'

/** Writes the programs that tasks run through or find in their PATH. Returns the path of the shim. */
export function installPrograms(bin: string, cli: readonly string[] | null): string {
  const shim = join(bin, 'aiflow-shim')
  installShim(shim)
  if (cli !== null) writeWhole(join(bin, 'aiflow'), `#!/bin/sh\nexec ${cli.map(quote).join(' ')} "$@"\n`, 0o700)
  return shim
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
