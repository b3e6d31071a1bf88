import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { DocumentIndex } from './document-index.ts'
import { sectionsOf } from './sections.ts'

/** Reads the pages below a folder, at the first use. A program without its documentation finds nothing. */
export function documentsIn(folder: string | null): () => Promise<DocumentIndex> {
  let reading: Promise<DocumentIndex> | null = null
  return () => {
    reading ??= readDocuments(folder)
    return reading
  }
}

async function readDocuments(folder: string | null): Promise<DocumentIndex> {
  if (folder === null) return new DocumentIndex([])
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
  const pages = await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name)
      return sectionsOf(relative(folder, file).replaceAll(sep, '/'), await readFile(file, 'utf8'))
    }),
  )
  // Two headings of a page may have the same anchor.
  return new DocumentIndex([...new Map(pages.flat().map((section) => [section.id, section])).values()])
}
