const PREFIX = /^npm (?:error|ERR!)\s?/
/** What says nothing about the reason. */
const NOISE = [
  /^A complete log of this run/,
  /^Log files were not written/,
  /_logs\//,
  /^gyp (?:info|verb|ERR! (?:stack|System|command|cwd|node -v|node-gyp -v|not ok))/,
  /^at .*:\d+:\d+\)?$/,
  /^(?:path|dest|errno|syscall|command failed)\b/,
  /^\{|^\}/,
]
const MAX_LINES = 5
const MAX_CHARACTERS = 1500

/** What npm said about a failure: its errors, or else its last lines. */
export function reasonOf(output: string): string {
  const lines = output.split('\n').map((line) => line.trimEnd())
  const errors = lines.filter((line) => PREFIX.test(line)).map((line) => line.replace(PREFIX, '').trim())
  const said = (errors.length > 0 ? errors : lines.map((line) => line.trim())).filter(isTelling)
  const text = firstAndLast([...new Set(said)]).join(' | ')
  return text.length <= MAX_CHARACTERS ? text : `${text.slice(0, MAX_CHARACTERS)}…`
}

/** Whether another try can only end in the same way: the lock and what the registry has do not fit together. */
export function isFinal(output: string): boolean {
  return /^npm (?:error|ERR!) code (?:EINTEGRITY|EBADPLATFORM|EUSAGE|ENOLOCK)$/m.test(output)
}

function isTelling(line: string): boolean {
  return line !== '' && !NOISE.some((noise) => noise.test(line))
}

/** The first line has the code, and the last ones what it was about. */
function firstAndLast(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_LINES) return lines
  return [...lines.slice(0, 1), ...lines.slice(1 - MAX_LINES)]
}
