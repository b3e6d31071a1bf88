import { createInterface } from 'node:readline/promises'
import { CreateError } from './create-error.ts'

/** Asks on the terminal. An empty answer is the default. */
export async function askName(defaultName: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const ended = new AbortController()
  terminal.once('close', () => ended.abort())
  terminal.once('SIGINT', () => terminal.close())
  try {
    const answer = await terminal.question(`Name of the project (${defaultName}): `, { signal: ended.signal })
    return answer.trim() || defaultName
  } catch {
    // Ctrl-C or Ctrl-D.
    process.stdout.write('\n')
    throw new CreateError('Nothing was created.', 1)
  } finally {
    terminal.close()
  }
}
