import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { wrongUse } from '../output/errors.ts'
import type { Session } from '../session.ts'
import { PROJECT_FILES } from './project-file.ts'
import { type FoundFiles, findWorkflowFiles } from './workflow-files.ts'

/** Where workflow files are found if nothing says where. */
const DEFAULT_FOLDER = 'workflows'

/** What a command is to work on, and how to find it again. */
export interface GivenFiles {
  /** Files, folders and patterns, relative to `folder`. */
  readonly given: readonly string[]
  readonly folder: string
  find(): Promise<FoundFiles>
}

/**
 * The workflow files of a command: its arguments, else what the project says, else the folder `workflows`. Throws if there
 * is none of these.
 */
export function givenFiles({ folder, project }: Session, args: readonly string[]): GivenFiles {
  if (args.length > 0) return inFolder(args, folder, folder)
  const root = project?.folder ?? folder
  if (project?.workflows) return inFolder(project.workflows, root, folder)
  if (existsSync(join(root, DEFAULT_FOLDER))) return inFolder([DEFAULT_FOLDER], root, folder)
  const file = project === null ? PROJECT_FILES[0] : basename(project.file)
  throw wrongUse(
    `No workflow file was given. Name files, folders or patterns, or set "workflows" in "${file}". Without both, the folder "${DEFAULT_FOLDER}" is taken, which does not exist.`,
  )
}

function inFolder(given: readonly string[], folder: string, shownFrom: string): GivenFiles {
  return { given, folder, find: () => findWorkflowFiles(given, folder, shownFrom) }
}

/** The files and folders that the tasks need: those of `--files`, else those of the project. */
export function givenExtras({ folder, project }: Session, option: readonly string[] | undefined): ExtraPaths {
  if (option !== undefined || project === null) return { paths: option ?? [], folder }
  return { paths: project.files, folder: project.folder }
}

/** The packages that bundles do not contain, by name: those of `--external`, else those of the project. */
export function givenExternal({ project }: Session, option: readonly string[] | undefined): readonly string[] {
  return option ?? project?.external ?? []
}

export interface ExtraPaths {
  readonly paths: readonly string[]
  readonly folder: string
}

/** Warns of patterns that find nothing. Throws if nothing at all was found. */
export function noteFound({ printer }: Session, { files, unmatched, faults }: FoundFiles): void {
  const nothing = unmatched.map((each) => `"${each}"`).join(', ')
  if (files.length > 0) {
    if (unmatched.length > 0) printer.note(`Warning: No file matches ${nothing}.`)
    return
  }
  const reasons = faults.map(({ reason }) => ` ${reason}`).join('')
  const hint = nothing.includes('node_modules') ? ' Folders named "node_modules" are always left out.' : ''
  throw new AIFlowError('INVALID_ARGUMENT', `No workflow file matches ${nothing}.${hint}${reasons}`)
}
