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
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      files.set(placeOf(path.slice(folder.length + 1)), fill(readFileSync(path, 'utf8'), words))
    }
  }
  return files
}

/** npm leaves out or renames some files whose names begin with a dot, so their names begin with `_` here. */
function placeOf(path: string): string {
  return path.replace(/^_/, '.')
}

function fill(text: string, words: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (place, word: string) => words[word] ?? place)
}
