import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { MAX_WORKER_SLOTS } from '@aiflow/sdk/internal/limits'
import { parseWholeNumber, wholeNumberRule } from '@aiflow/sdk/internal/text'
import { DEFAULT_WORKER_LIMITS } from '@aiflow/sdk/internal/worker-protocol'
import { type Logger, pino } from 'pino'
import { openLogOutput } from './log-output.ts'
import type { ChildProgram, WorkerOptions } from './options.ts'

const DEFAULT_SLOTS = 64
const LEAVE_AFTER_MS = 10 * 60 * 1000
const SOURCE_ARGUMENTS = ['--conditions=source']

/** Reads the command line and the environment. The command line takes precedence. Throws INVALID_ARGUMENT. */
export function readConfig(argv: readonly string[], environment: NodeJS.ProcessEnv): WorkerOptions {
  const values = parseArguments(argv)
  const programs = findPrograms(fileURLToPath(import.meta.url))
  return {
    home: values.home ?? environment.AIFLOW_HOME ?? join(homedir(), 'aiflow'),
    serverUrl: values.server ?? null,
    tokenFile: values['token-file'] ?? null,
    slots: readCount('--slots', values.slots ?? environment.AIFLOW_WORKER_SLOTS, DEFAULT_SLOTS),
    version: '0.2.0',
    childProgram: programs.child,
    maskProgram: programs.mask,
    connectionProgram: programs.connection,
    cliCommand: programs.cli,
    pythonPackages: programs.python,
    passEnvironment: splitNames(values['pass-env'] ?? environment.AIFLOW_PASS_ENV),
    environment,
    cgroups: environment.AIFLOW_WORKER_CGROUPS !== 'off',
    bootIdFile: environment.AIFLOW_BOOT_ID_FILE,
    leaveAfterMs: LEAVE_AFTER_MS,
    limits: DEFAULT_WORKER_LIMITS,
    logger: createLogger(values['log-level'] ?? environment.AIFLOW_LOG_LEVEL ?? 'info'),
  }
}

/** One JSON object a line, in the form of the server's log. */
function createLogger(level: string): Logger {
  const options = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  return pino(options, openLogOutput())
}

function parseArguments(argv: readonly string[]) {
  try {
    const options = {
      home: { type: 'string' },
      server: { type: 'string' },
      'token-file': { type: 'string' },
      slots: { type: 'string' },
      'pass-env': { type: 'string' },
      'log-level': { type: 'string' },
    } as const
    return parseArgs({ args: [...argv], options }).values
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new AIFlowError('INVALID_ARGUMENT', message, { cause: error })
  }
}

interface Programs {
  readonly child: ChildProgram
  readonly mask: ChildProgram
  readonly connection: ChildProgram
  readonly cli: readonly string[] | null
  readonly python: string | undefined
}

/** Bundled programs lie side by side. From source, each is in its package. */
function findPrograms(self: string): Programs {
  if (basename(self).endsWith('.js')) {
    const cli = join(dirname(self), 'aiflow.js')
    return {
      child: { path: join(dirname(self), 'child.js'), nodeArguments: [] },
      mask: { path: join(dirname(self), 'mask.js'), nodeArguments: [] },
      connection: { path: join(dirname(self), 'connection.js'), nodeArguments: [] },
      cli: existsSync(cli) ? [process.execPath, cli] : null,
      python: folderOrNone(join(dirname(self), 'python')),
    }
  }
  const cli = fileURLToPath(new URL('../../cli/src/main.ts', import.meta.url))
  return {
    child: { path: fileURLToPath(new URL('child/main.ts', import.meta.url)), nodeArguments: SOURCE_ARGUMENTS },
    mask: { path: fileURLToPath(new URL('masking/main.ts', import.meta.url)), nodeArguments: SOURCE_ARGUMENTS },
    connection: {
      path: fileURLToPath(new URL('connections/main.ts', import.meta.url)),
      nodeArguments: SOURCE_ARGUMENTS,
    },
    cli: existsSync(cli) ? [process.execPath, ...SOURCE_ARGUMENTS, cli] : null,
    python: folderOrNone(fileURLToPath(new URL('../../python/src', import.meta.url))),
  }
}

function folderOrNone(path: string): string | undefined {
  return existsSync(path) ? path : undefined
}

function readCount(name: string, text: string | undefined, byDefault: number): number {
  if (text === undefined) return byDefault
  const count = parseWholeNumber(text, 1, MAX_WORKER_SLOTS)
  if (count !== null) return count
  const rule = wholeNumberRule(1, MAX_WORKER_SLOTS)
  throw new AIFlowError('INVALID_ARGUMENT', `${name} is "${text}". Give it ${rule}.`)
}

function splitNames(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').filter((name) => name !== '')
}
