import { isUtf8 } from 'node:buffer'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { AIFlowError } from '@aiflow/sdk'
import { ExitCode, interruption } from './output/errors.ts'
import type { Sink } from './output/printing/printer.ts'
import type { Surroundings } from './session.ts'
import { readConfig } from './settings/config.ts'

/** The surroundings of this very process. */
export function processSurroundings(): Surroundings {
  const controller = new AbortController()
  let isWatching = false
  endWithReader(process.stdout)
  return {
    config: readConfig(),
    stdout: sinkOf(process.stdout),
    stderr: sinkOf(process.stderr),
    folder: process.cwd(),
    ask: process.stdin.isTTY && process.stderr.isTTY ? askTerminal : null,
    hiddenInput: process.stdin.isTTY ? askHidden : readStdin,
    // Ctrl-C ends a command that does not use the signal at once. A second Ctrl-C ends every command at once.
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

async function readStdin(): Promise<string> {
  const { buffer } = await import('node:stream/consumers')
  const content = await buffer(process.stdin)
  if (isUtf8(content)) return content.toString('utf8')
  throw new AIFlowError('INVALID_ARGUMENT', 'What comes from stdin is not valid UTF-8.')
}

/** The question is shown, and what is typed is not. */
async function askHidden(question: string): Promise<string> {
  process.stderr.write(question)
  try {
    return await askTerminal('', new Writable({ write: (_chunk, _encoding, done) => done() }))
  } finally {
    process.stderr.write('\n')
  }
}

async function askTerminal(question: string, output: Writable = process.stderr): Promise<string> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output, terminal: true })
  const closed = once(terminal, 'close').then(() => '')
  try {
    // Ctrl-D closes the terminal without an answer, which counts as no.
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

/** A closed pipe, as in `aiflow event list | head`, is not an error. A full disk is. */
function endWithReader(stdout: NodeJS.WriteStream): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(ExitCode.ok)
    process.stderr.write(`Error: The output could not be written to stdout: ${error.message}.\n`, () =>
      process.exit(ExitCode.failure),
    )
  })
  // If stderr fails, there is nowhere to report it.
  process.stderr.on('error', () => process.exit(ExitCode.failure))
}
