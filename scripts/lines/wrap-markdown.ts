/** Longest line of Markdown, in characters, outside of tables, code and addresses. */
export const MAX_LINE = 120

const FENCE = /^\s*(?:```|~~~)/
/** The beginning of a line that is never joined with others: headings, tables, HTML, definitions of links, and comments. */
const ALONE = /^\s*(?:#{1,6}\s|\||<|\[[^\]]+\]:\s|!\[)/
const ITEM = /^(\s*)((?:[-*+]|\d+[.)])\s+)/
/** Words; a span of code or a link is part of one word. */
const WORD = /(?:`[^`]*`|!?\[[^\]]*\]\([^)]*\)|\S)+/g
/** Words that would begin an item, a heading or a quotation at the start of a line. */
const OPENING = /^(?:[-*+>]|\d+[.)]|#{1,6})$/
const ADDRESS = /https?:\/\/\S+/g

/** A paragraph, an item of a list, or lines that stay unchanged. */
interface Block {
  readonly at: number
  readonly lines: string[]
  readonly isText: boolean
}

/** Whether a line is too long and can be shorter: one word, such as a span of code, cannot. */
const isTooLong = (line: string): boolean =>
  line.length > MAX_LINE && line.replace(ADDRESS, '').length > MAX_LINE && wordsOf(line.replace(ITEM, '')).length > 1

const wordsOf = (text: string): string[] => text.match(WORD) ?? []

/** The numbers, from 1, of the lines that are too long. */
export const longLines = (text: string): number[] =>
  textBlocks(text).flatMap(({ at, lines }) => lines.flatMap((line, index) => (isTooLong(line) ? [at + index + 1] : [])))

/** Wraps the paragraphs and items that have a line that is too long. */
export function wrapMarkdown(text: string): string {
  const lines = text.split('\n')
  for (const block of textBlocks(text).reverse()) {
    if (block.lines.some(isTooLong)) lines.splice(block.at, block.lines.length, ...wrap(block.lines))
  }
  return lines.join('\n')
}

const textBlocks = (text: string): Block[] => blocksOf(text.split('\n')).filter(({ isText }) => isText)

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  let isCode = false
  let isOpen = false
  for (const [at, line] of lines.entries()) {
    const isFence = FENCE.test(line)
    const isText = !isCode && !isFence && line.trim() !== '' && !ALONE.test(line)
    if (isFence) isCode = !isCode
    if (isText && isOpen && !ITEM.test(line)) blocks.at(-1)?.lines.push(line)
    else blocks.push({ at, lines: [line], isText })
    isOpen = isText
  }
  return blocks
}

function wrap(lines: readonly string[]): string[] {
  const [first = ''] = lines
  const [, indent = '', marker = ''] = ITEM.exec(first) ?? [null, /^\s*/.exec(first)?.[0], '']
  const text = [first.slice(indent.length + marker.length), ...lines.slice(1)].join(' ')
  const hanging = ' '.repeat(indent.length + marker.length)
  const wrapped: string[] = []
  let line = indent + marker
  let isEmpty = true
  for (const word of wordsOf(text)) {
    if (!isEmpty && line.length + 1 + word.length > MAX_LINE && !OPENING.test(word)) {
      wrapped.push(line)
      line = hanging
      isEmpty = true
    }
    line += isEmpty ? word : ` ${word}`
    isEmpty = false
  }
  return [...wrapped, line]
}
