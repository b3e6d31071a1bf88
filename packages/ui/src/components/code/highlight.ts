import hljs from 'highlight.js/lib/core'
import json from 'highlight.js/lib/languages/json'
import typescript from 'highlight.js/lib/languages/typescript'

hljs.registerLanguage('typescript', typescript)
hljs.registerLanguage('json', json)

export type Language = 'typescript' | 'json'

/** A piece of a line that has one look. */
export interface Token {
  readonly text: string
  /** `keyword`, `string`, …; null for plain text. */
  readonly look: string | null
}

/** Above this, colours would take longer than they are worth. */
const MAX_CHARACTERS = 500_000

/** The lines of a text, in tokens. */
export function highlight(text: string, language: Language): readonly (readonly Token[])[] {
  if (text.length > MAX_CHARACTERS) return text.split('\n').map((line) => [{ text: line, look: null }])
  const { value } = hljs.highlight(text, { language, ignoreIllegals: true })
  const lines: Token[][] = [[]]
  // Read as a document, and never put into this one: what it says is text, whatever it looks like.
  addTokens(lines, new DOMParser().parseFromString(value, 'text/html').body, null)
  return lines
}

function addTokens(lines: Token[][], of: Node, look: string | null): void {
  for (const child of of.childNodes) {
    if (child instanceof Element) addTokens(lines, child, lookOf(child) ?? look)
    else addText(lines, child.textContent ?? '', look)
  }
}

function addText(lines: Token[][], text: string, look: string | null): void {
  for (const [index, part] of text.split('\n').entries()) {
    if (index > 0) lines.push([])
    if (part !== '') lines.at(-1)?.push({ text: part, look })
  }
}

function lookOf({ classList }: Element): string | null {
  return classList[0]?.replace('hljs-', '').replace(/_$/, '') ?? null
}
