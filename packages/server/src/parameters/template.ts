/** A part of a text with expressions. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'expression'; readonly source: string }

const OPEN = '${'
const ESCAPED = '$${'

/**
 * The parts of a text: `${…}` holds an expression, `$${` stands for the characters `${`. Null if an expression has no end.
 */
export function partsOfTemplate(template: string): readonly TemplatePart[] | null {
  const parts: TemplatePart[] = []
  let text = ''
  let at = 0
  while (at < template.length) {
    if (template.startsWith(ESCAPED, at)) {
      text += OPEN
      at += ESCAPED.length
    } else if (template.startsWith(OPEN, at)) {
      const end = endOfExpression(template, at + OPEN.length)
      if (end === null) return null
      if (text !== '') parts.push({ type: 'text', text })
      text = ''
      parts.push({ type: 'expression', source: template.slice(at + OPEN.length, end) })
      at = end + 1
    } else {
      text += template.charAt(at)
      at += 1
    }
  }
  if (text !== '' || parts.length === 0) parts.push({ type: 'text', text })
  return parts
}

/** Where the brace stands that closes an expression: not one within a map or a text of it. */
function endOfExpression(template: string, from: number): number | null {
  let depth = 0
  let quote: string | null = null
  for (let at = from; at < template.length; at += 1) {
    const character = template.charAt(at)
    if (quote !== null) {
      if (character === '\\') at += 1
      else if (character === quote) quote = null
    } else if (character === '"' || character === "'") quote = character
    else if (character === '{') depth += 1
    else if (character === '}' && depth > 0) depth -= 1
    else if (character === '}') return at
  }
  return null
}
