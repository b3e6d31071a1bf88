import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { CommanderError } from 'commander'
import { fileFaultOf } from './file-fault.ts'
import type { Colors } from './text/colors.ts'
import { oneLine, plainLines } from './text/text.ts'

/** The exit codes of this program, decided only here. */
export const ExitCode = Object.freeze({ ok: 0, failure: 1, wrongUse: 2, interrupted: 130, terminated: 143 })

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** Ends the program with a code when nothing is left to say. */
export class Exit extends Error {
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode) {
    super(`exit ${exitCode}`)
    this.name = 'Exit'
    this.exitCode = exitCode
  }
}

/** The error for arguments that commander accepts but that make no sense: exit code 2. */
export function wrongUse(message: string): CommanderError {
  return new CommanderError(ExitCode.wrongUse, 'aiflow.wrongUse', message)
}

/** How the program ends. `message` goes to stderr; null if nothing is left to say. */
export interface Ending {
  readonly exitCode: ExitCode
  readonly message: string | null
}

/** Messages repeat what was typed and what servers say, which must not control the terminal. */
export function endingOf(error: unknown, colors: Colors, isDebug: boolean): Ending {
  if (error instanceof Exit) return { exitCode: error.exitCode, message: null }
  if (error instanceof CommanderError) return endingOfCommander(error, colors)
  const interrupted = exitCodeOfInterrupt(error)
  if (interrupted !== null) return { exitCode: interrupted, message: null }
  const details = isDebug && error instanceof Error ? `\n${error.stack ?? ''}` : ''
  if (isAIFlowError(error)) {
    return { exitCode: ExitCode.failure, message: `${colors.red('Error:')} ${plainLines(messageOf(error) + details)}` }
  }
  const fault = fileFaultOf(error)
  if (fault !== null)
    return { exitCode: ExitCode.failure, message: `${colors.red('Error:')} ${plainLines(fault + details)}` }
  const text = error instanceof Error ? error.message : String(error)
  const hint = isDebug ? details : '\nThis should not happen. Set AIFLOW_DEBUG=1 to see where it comes from.'
  return { exitCode: ExitCode.failure, message: `${colors.red('Unexpected error:')} ${plainLines(text + hint)}` }
}

/** Users of a command did not write a request, so messages do not mention its body. */
export function messageOf({ message, details }: AIFlowError): string {
  return details.part === undefined ? message : message.replace(/^The \w+ of the request is not valid\. /, '')
}

export type EndSignal = 'SIGINT' | 'SIGTERM'

/** The reason with which Ctrl-C, or SIGTERM, aborts the signal of a command. */
export function interruption(by: EndSignal): AIFlowError {
  return new AIFlowError('TIMEOUT', 'Interrupted.', { details: { interruptedBy: by } })
}

/** The exit code of a command whose signal was aborted, or null if it was not. */
export function exitCodeOfSignal({ aborted, reason }: AbortSignal): ExitCode | null {
  return aborted ? exitCodeOfInterrupt(reason) : null
}

/** Ctrl-C shows in the exit code. SIGTERM is the normal end of a program in the foreground, and not a failure. */
export function endAsAsked(signal: AbortSignal): void {
  if (exitCodeOfSignal(signal) === ExitCode.terminated) throw new Exit(ExitCode.ok)
}

function exitCodeOfInterrupt(error: unknown): ExitCode | null {
  if (!(error instanceof Error)) return null
  if (error.name === 'AbortError') return exitCodeOfInterrupt(error.cause)
  const by = isAIFlowError(error) ? error.details.interruptedBy : undefined
  if (by === undefined) return null
  return by === 'SIGTERM' ? ExitCode.terminated : ExitCode.interrupted
}

/** Commander has already written its own messages. Those that it throws for help and version are not errors. */
function endingOfCommander(error: CommanderError, colors: Colors): Ending {
  if (error.code === 'aiflow.wrongUse')
    return { exitCode: ExitCode.wrongUse, message: `${colors.red('Error:')} ${oneLine(error.message)}` }
  const isAsked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version' || error.exitCode === 0
  return { exitCode: isAsked ? ExitCode.ok : ExitCode.wrongUse, message: null }
}
