import { join } from 'node:path'
import { writeWhole } from '../system/atomic-file.ts'
import { findShell } from '../system/shell-command.ts'
import { statsOf } from '../system/stats-of.ts'
import { installAheadShim } from './ahead/ahead-shim.ts'
import { AHEAD_SHIM_NAME } from './ahead/living-ahead.ts'
import { installPython } from './install-python.ts'
import { installShim } from './shim.ts'
import { taskProgram } from './task-program.ts'

export const SHIM_NAME = 'aiflow-shim'

export function shimPath(bin: string): string {
  return join(bin, SHIM_NAME)
}

/** The shim of what is started before it is known which attempt it gets. */
export function aheadShimPath(bin: string): string {
  return join(bin, AHEAD_SHIM_NAME)
}

/** Where the Python packages are that tasks may import. */
function pythonPath(bin: string): string {
  return join(bin, 'python')
}

/** The program in Python that runs the Python of a task. */
export function launchPath(bin: string): string {
  return join(pythonPath(bin), 'aiflow_launch')
}

/** Whether the programs are there that tasks cannot run without. */
export function isInstalled(bin: string, withPython: boolean): boolean {
  const needed = [shimPath(bin), aheadShimPath(bin), ...(withPython ? [join(launchPath(bin), '__main__.py')] : [])]
  return needed.every((path) => statsOf(path)?.isFile())
}

/** Writes the shim, what runs Python, and the `aiflow` program that tasks find in their PATH. */
export function installPrograms(bin: string, cli: readonly string[] | null, python: string | null): void {
  installShim(shimPath(bin))
  installAheadShim(aheadShimPath(bin))
  if (python !== null) installPython(python, pythonPath(bin))
  if (cli !== null) writeWhole(join(bin, 'aiflow'), taskProgram(findShell(), cli), 0o700)
}
