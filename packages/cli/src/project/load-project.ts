import { statSync } from 'node:fs'
import { AIFlowError } from '@aiflow/sdk'
import type { Project } from './project.ts'
import { findProjectFile } from './project-file.ts'
import { isTrustedOwner } from './trusted-owner.ts'

/** The project that a folder belongs to, or null if it belongs to none. Throws `INVALID_ARGUMENT`. */
export async function loadProject(folder: string): Promise<Project | null> {
  const file = findProjectFile(folder)
  if (file === null) return null
  refuseStranger(file, folder)
  // Most folders have no configuration, so what reads one is loaded only here.
  const { readProject } = await import('./read-project.ts')
  return readProject(file)
}

/** A configuration is a program. */
function refuseStranger(file: string, folder: string): void {
  // Windows has no such numbers.
  const user = process.getuid?.()
  if (user === undefined) return
  if (isTrustedOwner({ user, file: statSync(file).uid, folder: statSync(folder).uid })) return
  const message = `"${file}" belongs to another user, so it is not run. Delete it, move your project elsewhere, or make the file your own.`
  throw new AIFlowError('INVALID_ARGUMENT', message)
}
