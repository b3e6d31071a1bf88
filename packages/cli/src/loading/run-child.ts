import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import { programArguments } from '../program-file.ts'
import { ANSWER_DESCRIPTOR } from './send-answer.ts'

export interface ChildOptions {
  /** The arguments by which this program runs as the child. */
  readonly words: readonly string[]
  readonly nodeOptions?: readonly string[]
  readonly stdin?: string
  readonly limitMs: number
}

/** How a child ended: with an answer, by its limit, or otherwise; `how` is the end of "its process …". */
export type ChildEnd<Answer> =
  | { readonly type: 'answered'; readonly answer: Answer }
  | { readonly type: 'late' }
  | { readonly type: 'ended'; readonly how: string }

/**
 * Runs this program as a child that loads a file of the author and answers by `sendAnswer`: the file may print, exit, hang
 * or start something. What it has started ends with it.
 */
export async function runChild<Answer>({
  words,
  nodeOptions = [],
  stdin = '',
  limitMs,
}: ChildOptions): Promise<ChildEnd<Answer>> {
  const child = spawn(process.execPath, [...nodeOptions, ...programArguments(), ...words], {
    // What the author prints is for people, so it goes where messages go.
    stdio: ['pipe', process.stderr, process.stderr, 'pipe'],
    detached: true,
  })
  const end = () => killGroup(child)
  let isLate = false
  const timer = startTimer(() => {
    isLate = true
    end()
  }, limitMs)
  process.once('exit', end)
  try {
    const [input, output] = [child.stdin as Writable, child.stdio[ANSWER_DESCRIPTOR] as Readable]
    // A child that ends early does not read it, which its end tells.
    input.on('error', () => undefined).end(stdin)
    const [answer, [exitCode, signal]] = await Promise.all([text(output), once(child, 'exit')])
    if (answer !== '') return { type: 'answered', answer: JSON.parse(answer) }
    if (isLate) return { type: 'late' }
    return { type: 'ended', how: signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}` }
  } finally {
    stopTimer(timer)
    process.off('exit', end)
    end()
  }
}

/** Also kills what the author's code has started, which could keep the pipe of the answer open. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing is left of the group.
  }
}
