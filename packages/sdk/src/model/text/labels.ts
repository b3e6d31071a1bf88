import { MAX_LABEL_CHARACTERS } from '../limits.ts'

/** The rule of `isLabelText`, to end a sentence that begins with the name or the value of a label. */
export const LABEL_RULE = `must be 1 to ${MAX_LABEL_CHARACTERS} letters, digits, "-", "_", "." or "/", with a letter or digit at both ends`

const LABEL_TEXT = /^[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?$/

/** Whether a text may be the name or the value of a label. */
export function isLabelText(text: string): boolean {
  return text.length <= MAX_LABEL_CHARACTERS && LABEL_TEXT.test(text)
}

/** Labels as they are written in texts and queries: `team=data`. */
export function labelTexts(labels: Readonly<Record<string, string>> = {}): string[] {
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`)
}

/** The name and the value of a label that is written as `team=data`; null if it is none. */
export function parseLabel(text: string): readonly [name: string, value: string] | null {
  const [name = '', value = '', ...rest] = text.split('=')
  return rest.length === 0 && isLabelText(name) && isLabelText(value) ? [name, value] : null
}
