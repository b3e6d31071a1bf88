import { closeSync, openSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import type { FormIndex } from './form-index.ts'
import { maskJson } from './mask-json.ts'
import { maskText } from './masker.ts'

/** Larger files are not read by the worker either. */
const MAX_BYTES = 8 * 1024 * 1024

/** Masks what an attempt has left in files, then says so. Throws if that is not possible, such as on a full disk. */
export function maskFiles(index: FormIndex, files: readonly string[], mark: string | null): void {
  for (const file of files) maskFile(index, file)
  if (mark !== null) closeSync(openSync(mark, 'a', 0o600))
}

function maskFile(index: FormIndex, file: string): void {
  const stats = statSync(file, { throwIfNoEntry: false })
  if (stats?.isFile() !== true || stats.size > MAX_BYTES) return
  const text = readFileSync(file, 'utf8')
  const masked = maskContent(index, text)
  if (masked === text) return
  const draft = `${file}.masked`
  writeFileSync(draft, masked, { mode: 0o600 })
  renameSync(draft, file)
}

/** What is JSON stays JSON. */
function maskContent(index: FormIndex, text: string): string {
  if (maskText(index, text) === text) return text
  try {
    return JSON.stringify(maskJson(index, JSON.parse(text)))
  } catch {
    return maskText(index, text)
  }
}
