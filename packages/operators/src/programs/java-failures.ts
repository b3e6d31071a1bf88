/** An exception of the JVM at the beginning of a line, with its message. */
const EXCEPTION =
  /^(?:Caused by: |Exception in thread "[^"]*" )?((?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)[\w$]*)(?:: (.*))?$/
/** The line after the places of a traceback of Python, which is not indented. */
const PYTHON = /^[\w.]+(?:: .*)?$/
const MAX_CHARACTERS = 500

/** The innermost cause in a stack trace of the JVM: its last "Caused by", or else its first exception. Null without one. */
export function rootCause(trace: string): string | null {
  const lines = trace.split('\n').map((line) => line.trim())
  const found = lines.filter((line) => EXCEPTION.test(line))
  const line = found.findLast((each) => each.startsWith('Caused by: ')) ?? found[0]
  return line === undefined ? null : clipped(line.replace(/^Caused by: |^Exception in thread "[^"]*" /, ''))
}

/** What a program of the JVM or of Python printed last about its failure. Null if it said nothing of that form. */
export function lastFailure(output: string): string | null {
  const lines = output.split('\n')
  const traceback = lines.findLastIndex((line) => line.trim() === 'Traceback (most recent call last):')
  if (traceback >= 0) return pythonFailure(lines.slice(traceback + 1))
  const begin = lines.findLastIndex((line) => line.startsWith('Exception in thread'))
  return rootCause(lines.slice(Math.max(begin, 0)).join('\n'))
}

/** An error of the JVM that Python passes on has its own causes. */
function pythonFailure(lines: readonly string[]): string | null {
  const index = lines.findIndex((line) => PYTHON.test(line.trimEnd()))
  const line = lines[index]
  if (line === undefined) return null
  const passedOn = line.startsWith('py4j.') ? rootCause(blockAt(lines, index).replaceAll(/^: /gm, '')) : null
  return passedOn !== null && !passedOn.startsWith('py4j.') ? passedOn : clipped(line.trimEnd())
}

/** The lines up to an empty one. What follows is about the process of Python itself. */
function blockAt(lines: readonly string[], begin: number): string {
  const end = lines.findIndex((line, index) => index > begin && line.trim() === '')
  return lines.slice(begin, end < 0 ? lines.length : end).join('\n')
}

function clipped(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text
}
