import { writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { openLog } from '@aiflow/sdk/files'
import { createBelow } from '../../system/atomic-file.ts'
import { KeptDescriptor } from '../../system/kept-descriptor.ts'
import { currentOwner } from '../isolation/ownership.ts'

type Write = typeof process.stdout.write

/** The log of a running task. It is created with the first output. */
interface OwnLog {
  readonly path: string
  kept: KeptDescriptor | null
  begun(): void
}

/**
 * Writes what each task prints into a log of its own, found by the task that the printing code belongs to. Output of code that
 * belongs to no running task stays in the log of the process.
 */
export class TaskOutput {
  readonly #logs = new Map<string, OwnLog>()

  install(): void {
    for (const stream of [process.stdout, process.stderr]) this.#route(stream)
  }

  /** `begun` is called once there is a log. */
  open(attemptId: string, path: string, begun: () => void): void {
    this.#logs.set(attemptId, { path, kept: null, begun })
  }

  close(attemptId: string): void {
    this.#logs.get(attemptId)?.kept?.close()
    this.#logs.delete(attemptId)
  }

  #route(stream: NodeJS.WriteStream): void {
    const writeToProcess: Write = stream.write.bind(stream)
    stream.write = ((...[chunk, encoding, callback]: Parameters<Write>) => {
      const log = this.#logs.get(currentOwner() ?? '')
      if (log === undefined) return writeToProcess(chunk, encoding, callback)
      append(log, typeof chunk === 'string' ? Buffer.from(chunk, encodingOf(encoding)) : chunk)
      const written = typeof encoding === 'function' ? encoding : callback
      if (typeof written === 'function') process.nextTick(written)
      return true
    }) as Write
  }
}

function encodingOf(given: unknown): BufferEncoding {
  return typeof given === 'string' && Buffer.isEncoding(given) ? given : 'utf8'
}

/** Output that cannot be written, on a full disk for example, is lost, but does not fail the task. */
function append(log: OwnLog, data: Uint8Array): void {
  try {
    if (log.kept === null) {
      log.kept = create(log.path)
      log.begun()
    } else if (log.kept.stats() === null) log.kept = create(log.path)
    writeSync(log.kept.fd, data)
  } catch {
    // The task goes on.
  }
}

/** The folder of the attempt may not exist, since most attempts need none. */
function create(path: string): KeptDescriptor {
  let fd = -1
  createBelow(dirname(path), () => {
    fd = openLog(path)
  })
  return new KeptDescriptor(fd)
}
