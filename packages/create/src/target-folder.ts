import { readdirSync } from 'node:fs'
import { basename, relative, resolve, sep } from 'node:path'
import { CreateError } from './create-error.ts'
import { reasonOf } from './reason.ts'

/** What a folder may hold that becomes a project: what version control, editors and people put there first. */
const NOT_IN_THE_WAY = /^(\.git|\.hg|\.idea|\.vscode|\.DS_Store|Thumbs\.db|(license|licence|readme)(\..*)?)$/i
const LISTED = 5
const LONGEST = 1000

export interface TargetFolder {
  readonly path: string
  /** As people write it in a command; empty for the current folder. */
  readonly shown: string
  readonly name: string
  /** What it holds already. */
  readonly names: readonly string[]
}

/** Finds the folder for a project, and refuses one with files that are in the way. */
export function findTargetFolder(name: string, currentFolder: string): TargetFolder {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  if (/[\u0000-\u001f\u007f]/.test(name)) throw new CreateError('The name has control characters. Choose another.', 2)
  if (name.trim() === '') throw new CreateError('The name is empty. Use "." for the current folder.', 2)
  if (name.length > LONGEST) throw new CreateError(`The name has more than ${LONGEST} characters. Choose another.`, 2)
  const path = resolve(currentFolder, name)
  if (path.split(sep).includes('node_modules'))
    throw new CreateError('In a folder "node_modules", nothing is found that is not installed. Choose another.', 2)
  const names = namesIn(path, name)
  const inTheWay = names.filter((each) => !NOT_IN_THE_WAY.test(each)).sort()
  if (inTheWay.length > 0) {
    const listed = inTheWay
      .slice(0, LISTED)
      .map((each) => `"${each}"`)
      .join(', ')
    const more = inTheWay.length > LISTED ? ` and ${inTheWay.length - LISTED} more` : ''
    throw new CreateError(
      `The folder "${name}" is not empty: ${listed}${more}. Choose another name, or empty it first.`,
    )
  }
  return { path, shown: relative(currentFolder, path), name: basename(path), names }
}

function namesIn(path: string, name: string): string[] {
  try {
    return readdirSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    if (code === 'ENOTDIR') throw new CreateError(`"${name}" is a file, or leads through one. Choose another name.`)
    throw new CreateError(`The folder "${name}" cannot be read: ${reasonOf(error)}.`)
  }
}
