// Plain JavaScript for any Node since 14: the launcher runs it, too.
import { readFileSync } from 'node:fs'

const REPLACEMENT = '\ufffd'
// biome-ignore lint/style/noProcessEnv: what reads it has to come later
const VARIABLES = process.env

/**
 * Ends the program where an argument, or a variable that it reads, is not UTF-8: Node makes another text of it, and says
 * nothing. Only Linux still has them as they were given.
 */
export function refuseOtherThanUtf8() {
  if (process.argv.some(mayBeChanged) && !isUtf8(read('cmdline'))) refuse('An argument')
  if (!Object.values(VARIABLES).some(mayBeChanged)) return
  for (const variable of entriesOf(read('environ'))) {
    const name = variable.toString('utf8').split('=', 1)[0]
    if (isRead(name) && !isUtf8(variable)) refuse(`The environment variable "${name}"`)
  }
}

function isRead(name) {
  return name.startsWith('AIFLOW_') || (name === 'HOME' && !VARIABLES.AIFLOW_HOME)
}

function mayBeChanged(text) {
  return text.includes(REPLACEMENT)
}

function isUtf8(bytes) {
  return Buffer.compare(Buffer.from(bytes.toString('utf8')), bytes) === 0
}

/** What the kernel keeps of this process; nothing where it does not tell. */
function read(name) {
  try {
    return readFileSync(`/proc/self/${name}`)
  } catch {
    return Buffer.alloc(0)
  }
}

function entriesOf(bytes) {
  const entries = []
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start)
    const next = end < 0 ? bytes.length : end
    entries.push(bytes.subarray(start, next))
    start = next + 1
  }
  return entries
}

function refuse(what) {
  process.stderr.write(`Error: ${what} is not valid UTF-8. Encode it as UTF-8.\n`)
  process.exit(2)
}
