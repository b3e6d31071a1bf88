import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { CommanderError } from 'commander'
import type { Colors } from './colors.ts'

/** How this program ends, the one place where it is decided. */
export const ExitCode = Object.freeze({ ok: 0, failure: 1, wrongUse: 2, interrupted: 130 })

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** Ends the program with a code after everything was said. */
export class Exit extends Error {
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode) {
    super(`exit ${exitCode}`)
    this.name = 'Exit'
    this.exitCode = exitCode
  }
}

/** Arguments that commander takes but that make no sense: exit code 2. */
export function wrongUse(message: string): CommanderError {
  return new CommanderError(ExitCode.wrongUse, 'aiflow.wrongUse', message)
}

/** What to write to stderr, null where it was written or nothing is to be said. */
export interface Ending {
  readonly exitCode: ExitCode
  readonly message: string | null
}

export function endingOf(error: unknown, colors: Colors, isDebug: boolean): Ending {
  if (error instanceof Exit) return { exitCode: error.exitCode, message: null }
  if (error instanceof CommanderError) return endingOfCommander(error, colors)
  if (isInterrupt(error)) return { exitCode: ExitCode.interrupted, message: null }
  const details = isDebug && error instanceof Error ? `\n${error.stack ?? ''}` : ''
  if (isAIFlowError(error)) {
    return { exitCode: ExitCode.failure, message: `${colors.red('Error:')} ${messageOf(error)}${details}` }
  }
  const text = error instanceof Error ? error.message : String(error)
  const hint = isDebug ? details : '\nThis should not happen. Set AIFLOW_DEBUG=1 to see where it comes from.'
  return { exitCode: ExitCode.failure, message: `${colors.red('Unexpected error:')} ${text}${hint}` }
}

/** Whoever typed a command sent no request with a body. */
function messageOf({ message, details }: AIFlowError): string {
  return details.part === undefined ? message : message.replace(/^The \w+ of the request is not valid\. /, '')
}

/** The reason of the signal that Ctrl-C aborts. */
export function interruption(): AIFlowError {
  return new AIFlowError('TIMEOUT', 'Interrupted.', { details: { interrupted: true } })
}

function isInterrupt(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isAIFlowError(error) && error.details.interrupted === true) return true
  return error.name === 'AbortError' && isInterrupt(error.cause)
}

/** Commander has written its own messages, and those it throws for help and version are no errors. */
function endingOfCommander(error: CommanderError, colors: Colors): Ending {
  if (error.code === 'aiflow.wrongUse')
    return { exitCode: ExitCode.wrongUse, message: `${colors.red('Error:')} ${error.message}` }
  const isAsked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version' || error.exitCode === 0
  return { exitCode: isAsked ? ExitCode.ok : ExitCode.wrongUse, message: null }
}
