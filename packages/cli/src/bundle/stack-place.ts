import { fileURLToPath } from 'node:url'
import type { SourcePlace } from './source-place.ts'

const FRAME = /^\s+at (?:.*\()?((?:file:\/\/|\/)[^()]+):(\d+):(\d+)\)?$/

/** The topmost place of a stack in the author's own files, so neither in a package nor in `sdkFolder`. */
export function authorPlaceOf(frames: readonly string[], sdkFolder: string | null): SourcePlace | null {
  const places = frames.flatMap((line) => placeOfFrame(line) ?? [])
  return places.find(({ file }) => !file.includes('/node_modules/') && !isInside(file, sdkFolder)) ?? null
}

function placeOfFrame(line: string): SourcePlace | null {
  const [, source, lineNumber, column] = FRAME.exec(line) ?? []
  if (source === undefined) return null
  const file = source.startsWith('file://') ? fileURLToPath(source) : source
  return { file, line: Number(lineNumber), column: Number(column) }
}

function isInside(file: string, folder: string | null): boolean {
  return folder !== null && file.startsWith(`${folder}/`)
}
