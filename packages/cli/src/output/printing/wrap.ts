import { clip } from './columns.ts'

/** Lines no wider than a width, broken at spaces; a word that is wider gets lines of its own. */
export function wrap(text: string, width: number, maxLines = Number.POSITIVE_INFINITY): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((each) => piecesOf(each, width))) {
    if (line === '') line = word
    else if (line.length + 1 + word.length <= width) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  lines.push(line)
  if (lines.length <= maxLines) return lines
  return [...lines.slice(0, maxLines - 1), clip(`${lines[maxLines - 1]} …`, width)]
}

function piecesOf(word: string, width: number): string[] {
  if (!Number.isFinite(width) || word.length <= width) return [word]
  const pieces: string[] = []
  for (let start = 0; start < word.length; start += width) pieces.push(word.slice(start, start + width))
  return pieces
}
