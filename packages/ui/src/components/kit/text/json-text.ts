import type { Json } from '@aiflow/sdk'
import { MAX_JSON_DEPTH } from '@aiflow/sdk/internal/limits'

/** Maximum length after indentation. Longer JSON is shown as it was written. */
const MAX_INDENTED_CHARACTERS = 4 * 1024 * 1024
const MARKS = '[]{},:'
const OPENING = ['[', '{']
const CLOSING = [']', '}']

/** A value as readable text. A string that contains JSON is shown as that JSON, with its numbers as written. */
export function readableText(value: Json): string {
  const json = typeof value === 'string' ? value : compactText(value)
  const inside = parsed(json)
  if (inside === undefined) return json
  return typeof inside === 'string' ? inside : (indented(json) ?? json)
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    // Not JSON.
    return undefined
  }
}

function compactText(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch {
    return 'This is nested too deeply to be shown.'
  }
}

/** Indents valid JSON, or returns null if it is too deep or too long. Does not recurse. */
function indented(json: string): string | null {
  const parts: string[] = []
  let before = ''
  let depth = 0
  let length = 0
  const add = (part: string) => {
    parts.push(part)
    length += part.length
  }
  for (const token of tokensOf(json)) {
    const isEnd = CLOSING.includes(token)
    if (isEnd) depth -= 1
    const isEmpty = isEnd && OPENING.includes(before)
    if ((isEnd && !isEmpty) || (!isEnd && (before === ',' || OPENING.includes(before)))) add(`\n${'  '.repeat(depth)}`)
    add(token === ':' ? ': ' : token)
    if (OPENING.includes(token)) depth += 1
    if (depth > MAX_JSON_DEPTH || length > MAX_INDENTED_CHARACTERS) return null
    before = token
  }
  return parts.join('')
}

/** The tokens of valid JSON. */
function* tokensOf(json: string): Iterable<string> {
  let place = 0
  while (place < json.length) {
    const begin = place
    const first = json[begin] ?? ''
    place = endOfToken(json, begin)
    if (!isSpace(first)) yield json.slice(begin, place)
  }
}

function endOfToken(json: string, begin: number): number {
  const first = json[begin] ?? ''
  if (first === '"') return endOfText(json, begin)
  let end = begin + 1
  if (isSpace(first) || MARKS.includes(first)) return end
  while (end < json.length && !isSpace(json[end] ?? '') && !MARKS.includes(json[end] ?? '')) end += 1
  return end
}

function endOfText(json: string, begin: number): number {
  let end = begin + 1
  while (end < json.length && json[end] !== '"') end += json[end] === '\\' ? 2 : 1
  return end + 1
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t'
}
