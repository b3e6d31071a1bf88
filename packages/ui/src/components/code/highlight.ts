import hljs from 'highlight.js/lib/core'
import json from 'highlight.js/lib/languages/json'
import typescript from 'highlight.js/lib/languages/typescript'

hljs.registerLanguage('typescript', typescript)
hljs.registerLanguage('json', json)

export type Language = 'typescript' | 'json'

/** A piece of a line in one style. */
export interface Token {
  readonly text: string
  /** `keyword`, `string`, …; null for plain text. */
  readonly look: string | null
}

/** Longer code, in characters, is not highlighted: it would take too long. */
const MAX_CHARACTERS = 500_000

/** The lines of a text as tokens. */
export function highlight(text: string, language: Language): readonly (readonly Token[])[] {
  if (text.length > MAX_CHARACTERS) return text.split('\n').map((line) => [{ text: line, look: null }])
  const { value } = hljs.highlight(text, { language, ignoreIllegals: true })
  const lines: Token[][] = [[]]
  // Parsed as a separate document that is never inserted into the page, so nothing in it can run.
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
