// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line that no terminal acts on: control characters of others' text are shown, not obeyed. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, (character) => SHORT[character] ?? `\\x${hex(character)}`)
}

/** At most `width` characters, the last one an ellipsis where something was cut off. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')
}
