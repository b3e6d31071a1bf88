import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const VERSIONS = ['3.9', '3.10', '3.11', '3.12', '3.13']

/** A Python of this machine. */
export interface FoundPython {
  /** `3.9` */
  readonly version: string
  /** Its absolute path. */
  readonly program: string
}

/** One of each version that the package supports, as far as the machine has it: in the PATH, or where pyenv keeps it. */
export function findPythons(): FoundPython[] {
  return VERSIONS.flatMap((version) => {
    const candidates = [`python${version}`, ...keptByPyenv(version)]
    const program = candidates.map(programOf).find((path) => path !== null)
    return program == null ? [] : [{ version, program }]
  })
}

function keptByPyenv(version: string): string[] {
  const root = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions')
  try {
    const names = readdirSync(root).filter((name) => name.startsWith(`${version}.`))
    return names.map((name) => join(root, name, 'bin/python'))
  } catch {
    // This machine has no pyenv.
    return []
  }
}

/** Null if it does not run. */
function programOf(candidate: string): string | null {
  const { status, stdout } = spawnSync(candidate, ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}
