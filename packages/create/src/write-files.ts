import { closeSync, existsSync, mkdirSync, openSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CreateError } from './create-error.ts'
import type { Files } from './project-files.ts'
import { reasonOf } from './reason.ts'

/** Writes all files below the folder, which is made if it does not exist. If one fails, nothing is left of them. */
export function writeFiles(folder: string, files: Files): void {
  const made: string[] = []
  const written: string[] = []
  try {
    for (const [path, text] of files) {
      const file = join(folder, path)
      makeFolder(dirname(file), made)
      const descriptor = openSync(file, 'wx')
      // Before its text, of which a full disk may take only a part.
      written.push(file)
      writeText(descriptor, text)
    }
  } catch (error) {
    for (const file of written) rmSync(file, { force: true })
    for (const each of made.reverse()) removeIfEmpty(each)
    throw new CreateError(`The project cannot be written: ${reasonOf(error)}. Nothing is left of it.`)
  }
}

function writeText(descriptor: number, text: string): void {
  try {
    writeFileSync(descriptor, text)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes a folder and those above it, and adds them to what was made. */
function makeFolder(folder: string, made: string[]): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder), made)
  mkdirSync(folder)
  made.push(folder)
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // Somebody else wrote into it meanwhile.
  }
}
