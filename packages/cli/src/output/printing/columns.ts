import stringWidth from 'string-width'

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of plain ASCII
const ASCII = /^[\u0000-\u007f]*$/

/**
 * How many columns of a terminal a text takes: two for most East Asian characters and emoji, none for combining
 * accents.
 */
export function columnsOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text)
}

/** At most `width` columns; the last one is an ellipsis if something was cut off. */
export function clip(text: string, width: number): string {
  if (columnsOf(text) <= width) return text
  if (ASCII.test(text)) return `${text.slice(0, Math.max(0, width - 1))}…`
  let kept = ''
  let columns = 0
  for (const { segment } of GRAPHEMES.segment(text)) {
    columns += columnsOf(segment)
    if (columns > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

export function pad(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - columnsOf(text)))
  return align === 'right' ? space + text : text + space
}
