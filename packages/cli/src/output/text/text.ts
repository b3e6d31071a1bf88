// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** One line that is safe for a terminal: control characters are shown as escapes. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, (character) => SHORT[character] ?? `\\x${hex(character)}`)
}

/** Several lines that are safe for a terminal. */
export function plainLines(text: string): string {
  return text.split('\n').map(oneLine).join('\n')
}

/** A text as one word of a command that people copy into a shell. */
export function shellWord(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

/** The option that names a namespace in a command that people copy; empty for the default one. */
export function namespaceOption(namespace: string): string {
  return namespace === 'default' ? '' : ` -n ${shellWord(namespace)}`
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).padStart(2, '0')
}
