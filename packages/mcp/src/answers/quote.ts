import { escapeHidden, replaceHidden } from './hidden-characters.ts'

const SHOWN_CHARACTERS = 300

/**
 * A text that users, tasks or events wrote, as a JSON string on one line. The quotes delimit it, so that it does not read
 * like a part of the answer. A long text is cut.
 */
export function quote(text: string, shown = SHOWN_CHARACTERS): string {
  const whole = text.toWellFormed()
  if (whole.length <= shown) return quoted(whole)
  const kept = whole.slice(0, shown).toWellFormed()
  return `${quoted(kept)}… (${whole.length - shown} more characters)`
}

function quoted(text: string): string {
  return replaceHidden(JSON.stringify(text), escapeHidden)
}
