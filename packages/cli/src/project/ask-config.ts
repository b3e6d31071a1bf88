import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { AIFlowError } from '@aiflow/sdk'
import { startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import { programArguments } from '../program-file.ts'
import { CONFIG_ANSWER_DESCRIPTOR, CONFIG_COMMAND, CONFIG_LIMIT_MS, type ConfigAnswer } from './config-protocol.ts'

/**
 * Runs a compiled configuration in a process of its own, because it may print, exit, hang or start something. Throws
 * `INVALID_ARGUMENT` if there is no answer.
 */
export async function askConfig(file: string, code: string): Promise<ConfigAnswer> {
  const child = spawn(process.execPath, [...programArguments(), CONFIG_COMMAND], {
    // What it prints is for people, so it goes where messages go.
    stdio: ['pipe', process.stderr, process.stderr, 'pipe'],
    detached: true,
  })
  const end = () => killGroup(child)
  const timer = startTimer(() => child.kill('SIGKILL'), CONFIG_LIMIT_MS)
  process.once('exit', end)
  try {
    const [stdin, answer] = [child.stdin as Writable, child.stdio[CONFIG_ANSWER_DESCRIPTOR] as Readable]
    // A child that ends early does not read it, which its end tells.
    stdin.on('error', () => undefined).end(code)
    const [told, [exitCode, signal]] = await Promise.all([text(answer), once(child, 'exit')])
    if (told !== '') return JSON.parse(told)
    throw unanswered(file, child.killed, signal ?? exitCode)
  } finally {
    stopTimer(timer)
    process.off('exit', end)
    // Also what the configuration has started.
    end()
  }
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing is left of the group.
  }
}

function unanswered(file: string, isLate: boolean, end: string | number): AIFlowError {
  const what = isLate
    ? `did not finish loading within ${CONFIG_LIMIT_MS / 1000} s. Remove what it waits for.`
    : `could not be loaded: its process ended with ${end}. A configuration must not end the program.`
  return new AIFlowError('INVALID_ARGUMENT', `The configuration "${file}" ${what}`)
}
