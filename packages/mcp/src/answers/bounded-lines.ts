import { replaceHidden } from './hidden-characters.ts'

/** Maximum size of an answer. An assistant pays for each word. */
export const MAX_ANSWER_BYTES = 20_000
const ROOM_FOR_NOTE = 200

/** As many lines as fit into an answer. Each stays one line. If some are left out, the last line says how many, and how to get them. */
export function boundedLines(lines: readonly string[], howToGetMore: string, maxBytes = MAX_ANSWER_BYTES): string {
  const kept: string[] = []
  let bytes = 0
  for (const given of lines) {
    const line = replaceHidden(given.replaceAll('\n', ' '), () => ' ')
    const size = Buffer.byteLength(line) + 1
    if (bytes + size > maxBytes - ROOM_FOR_NOTE && kept.length < lines.length) break
    kept.push(line)
    bytes += size
  }
  const left = lines.length - kept.length
  return left === 0 ? kept.join('\n') : [...kept, `… ${left} more lines were left out. ${howToGetMore}`].join('\n')
}
