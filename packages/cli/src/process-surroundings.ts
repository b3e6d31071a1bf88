import { once } from 'node:events'
import { readConfig } from './config.ts'
import { interruption } from './output/errors.ts'
import type { Sink } from './output/printer.ts'
import type { Surroundings } from './session.ts'

/** The surroundings of this very process. */
export function processSurroundings(): Surroundings {
  const controller = new AbortController()
  let isWatching = false
  endQuietlyWithReader(process.stdout)
  return {
    config: readConfig(),
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    folder: process.cwd(),
    ask: process.stdin.isTTY && process.stderr.isTTY ? askTerminal : null,
    // Commands that never look at the signal are ended by Ctrl-C at once, and so are all by a second one.
    watchSignal: () => {
      if (!isWatching)
        for (const name of ['SIGINT', 'SIGTERM'] as const)
          process.once(name, () => controller.abort(interruption(name)))
      isWatching = true
      return controller.signal
    },
    signal: controller.signal,
  }
}

async function askTerminal(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  const closed = once(terminal, 'close').then(() => '')
  try {
    // Ctrl-D closes it without an answer, which is none.
    return await Promise.race([terminal.question(question), closed])
  } catch (error) {
    // Ctrl-C at the question.
    if (error instanceof Error && error.name === 'AbortError') throw interruption('SIGINT')
    throw error
  } finally {
    terminal.close()
  }
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  return {
    write: (text) => {
      stream.write(text)
    },
    isTTY: stream.isTTY === true,
    columns: stream.isTTY ? stream.columns : null,
  }
}

/** `aiflow event list | head` is no error. */
function endQuietlyWithReader(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
}
