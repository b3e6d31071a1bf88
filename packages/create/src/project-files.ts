import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TemplateName } from './templates.ts'

/** From the built program, and from the source. */
const TEMPLATE_FOLDER = fileURLToPath(new URL('../templates/', import.meta.url))

/** Texts by relative path. */
export type Files = ReadonlyMap<string, string>

/** The files of a template. In their texts `{{word}}` stands for one of the words. */
export function templateFiles(template: TemplateName, words: Readonly<Record<string, string>>): Map<string, string> {
  const files = new Map<string, string>()
  for (const source of ['shared', template]) {
    const folder = join(TEMPLATE_FOLDER, source)
    for (const path of pathsBelow(folder))
      files.set(placeOf(path), fill(readFileSync(join(folder, path), 'utf8'), words))
  }
  return files
}

/** Folder by folder: yarn may run this program from an archive, of which Node cannot list all levels at once. */
function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? pathsBelow(join(folder, entry.name)).map((path) => `${entry.name}/${path}`) : [entry.name],
  )
}

/** npm leaves out or renames some files whose names begin with a dot, so their names begin with `_` here. */
function placeOf(path: string): string {
  return path.replace(/^_/, '.')
}

function fill(text: string, words: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (place, word: string) => words[word] ?? place)
}
