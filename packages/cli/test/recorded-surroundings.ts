import { runProgram } from '../src/program.ts'
import type { Surroundings } from '../src/session.ts'
import type { Config } from '../src/settings/config.ts'

/** What one call of the program wrote, and how it ended. */
export interface Recording {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

const CONFIG: Config = {
  home: '/nowhere/aiflow',
  userHome: '/nowhere/aiflow',
  serverUrl: null,
  token: null,
  namespace: null,
  context: null,
  task: null,
  isDebug: false,
  color: false,
}

/** Surroundings for those who look at the program and run nothing. */
export function surroundingsFor(): Surroundings {
  const sink = { write: () => {}, isTTY: false, columns: null }
  const { signal } = new AbortController()
  return {
    config: CONFIG,
    stdout: sink,
    stderr: sink,
    folder: process.cwd(),
    ask: null,
    hiddenInput: async () => '',
    signal,
    watchSignal: () => signal,
  }
}

export interface RecordingOptions {
  /** The width of a terminal; null for a pipe. */
  readonly columns?: number | null
  /** Where the program is called. */
  readonly folder?: string
}

/** Runs the program in this process and records its output, as a pipe would see it. */
export async function record(
  args: readonly string[],
  config: Partial<Config> = {},
  { columns = null, folder = process.cwd() }: RecordingOptions = {},
): Promise<Recording> {
  const written = { stdout: '', stderr: '' }
  const sink = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text
    },
    isTTY: columns !== null,
    columns,
  })
  const exitCode = await runProgram(args, {
    ...surroundingsFor(),
    config: { ...CONFIG, ...config },
    folder,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
  })
  return { exitCode, ...written }
}
