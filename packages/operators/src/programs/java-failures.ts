/** An exception of the JVM at the beginning of a line, with its message. */
const EXCEPTION =
  /^(?:Caused by: |Exception in thread "[^"]*" )?((?:[\w$]+\.)+[\w$]*(?:Exception|Error|Throwable)[\w$]*)(?:: (.*))?$/
/** The last line of a traceback of Python. */
const PYTHON = /^(?:[\w.]+(?:Error|Exception|Exit|Interrupt)|AssertionError)(?:: .*)?$/
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
  const lines = output.split('\n').map((line) => line.trim())
  const python = lines.findLast((line) => PYTHON.test(line))
  if (python !== undefined) return clipped(python)
  const begin = lines.findLastIndex((line) => line.startsWith('Exception in thread'))
  return rootCause(lines.slice(Math.max(begin, 0)).join('\n'))
}

function clipped(text: string): string {
  return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS)}…` : text
}
