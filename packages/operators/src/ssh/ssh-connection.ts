import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { NonRetryableError } from '@aiflow/sdk'
import { ScriptOutput } from './script-output.ts'
import { sshFailure } from './ssh-failures.ts'

/** How to reach a machine. */
export interface SshTarget {
  /** A name or an address, also one of `~/.ssh/config`. */
  readonly host: string
  readonly user?: string | undefined
  readonly port?: number | undefined
  readonly identityFile?: string | undefined
  /** Options of OpenSSH. */
  readonly options?: Readonly<Record<string, string>> | undefined
}

/** How a script has ended on the other machine. */
export interface ScriptEnd {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined
  /** Takes the output instead of the memory. */
  readonly take?: (chunk: Buffer) => void
}

/** A program that waits for a person would wait for ever, and a connection that is dead is noticed. Options of authors come first. */
const DEFAULTS = {
  BatchMode: 'yes',
  StrictHostKeyChecking: 'yes',
  ConnectTimeout: '20',
  ServerAliveInterval: '15',
  ServerAliveCountMax: '4',
}
/** What `ssh` exits with if it has failed itself. */
const SSH_FAILED = 255
const MAX_STDOUT_BYTES = 2 * 1024 * 1024
const MAX_STDERR_CHARACTERS = 4000

type Ssh = ChildProcessByStdio<Writable, Readable, Readable>

/**
 * Runs a script in a shell of the other machine, by the program `ssh`: so agents, jump hosts, known hosts and certificates work as
 * they do by hand. Throws an `SshError`, or a NonRetryableError, if the machine cannot be reached.
 */
export async function runScript(target: SshTarget, script: string, options: RunOptions = {}): Promise<ScriptEnd> {
  const { signal, take } = options
  signal?.throwIfAborted()
  const ssh: Ssh = spawn('ssh', argumentsOf(target), { stdio: ['pipe', 'pipe', 'pipe'], ...(signal ? { signal } : {}) })
  // A connection that breaks is told by the exit code.
  ssh.stdin.on('error', () => undefined)
  const output = new ScriptOutput(`aiflow ${randomUUID()}`)
  ssh.stdin.end(`echo '${output.mark}'\n${script}`)
  const texts = { stdout: '', stderr: '' }
  let bytes = 0
  ssh.stdout.on('data', (part: Buffer) => {
    const chunk = output.take(part)
    if (chunk.length === 0) return
    bytes += chunk.length
    if (take !== undefined) take(chunk)
    else if (bytes <= MAX_STDOUT_BYTES) texts.stdout += chunk.toString('utf8')
  })
  ssh.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr = `${texts.stderr}${text}`.slice(-MAX_STDERR_CHARACTERS)
  })
  const code = await codeOf(ssh)
  if (code === SSH_FAILED) throw sshFailure(target.host, texts.stderr, output.hasBegun)
  return { code, ...texts }
}

async function codeOf(ssh: Ssh): Promise<number> {
  try {
    const [code] = (await once(ssh, 'close')) as [number | null]
    return code ?? SSH_FAILED
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
    throw new NonRetryableError('The worker has no program "ssh". Install an OpenSSH client on its machine.', { cause })
  }
}

function argumentsOf({ host, user, port, identityFile, options = {} }: SshTarget): string[] {
  const flags = { ...options }
  for (const [name, value] of Object.entries(DEFAULTS)) if (!hasOption(options, name)) flags[name] = value
  return [
    '-T',
    ...Object.entries(flags).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(identityFile === undefined ? [] : ['-i', identityFile]),
    '--',
    host,
    'exec sh -s',
  ]
}

/** Names of options have no case. */
function hasOption(options: Readonly<Record<string, string>>, name: string): boolean {
  return Object.keys(options).some((option) => option.toLowerCase() === name.toLowerCase())
}
