import type { Project } from './project.ts'
import { findProjectFile } from './project-file.ts'

/** The project that a folder belongs to, or null if it belongs to none. Throws `INVALID_ARGUMENT`. */
export async function loadProject(folder: string): Promise<Project | null> {
  const file = findProjectFile(folder)
  if (file === null) return null
  // Most folders have no configuration, so what reads one is loaded only here.
  const { readProject } = await import('./read-project.ts')
  return readProject(file)
}
