import { writeSync } from 'node:fs'
import { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { wait } from '@aiflow/sdk/internal/time'
import { FormIndex } from './form-index.ts'
import { maskFiles } from './mask-files.ts'
import { Masker } from './masker.ts'
import { type MaskOrder, OUTPUT_DESCRIPTOR } from './order.ts'

const LOG = 1
const LOST = '(The worker ended before it said what to mask, so this output is not kept.)\n'
/** How long the last output may take to come when somebody asks for the end, although the pipe is still open. */
const LAST_OUTPUT_MS = 100

/** Masks the output of one attempt until its pipe is closed, whatever becomes of the worker. */
export async function runMasking(): Promise<void> {
  const output = new Socket({ fd: OUTPUT_DESCRIPTOR, readable: true, writable: false })
  const ended = new Promise<void>((resolve) => {
    for (const event of ['end', 'error', 'close']) output.on(event, () => resolve())
  })
  // Signals to the group of the attempt are not for this process. What it reads from ends with the attempt.
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGQUIT'] as const) process.on(signal, () => undefined)
  process.on('SIGTERM', () => void wait(LAST_OUTPUT_MS).then(() => output.destroy()))
  const order = parseOrder(await text(process.stdin))
  if (order === null) {
    write(Buffer.from(LOST))
    output.resume()
    return ended
  }
  const index = new FormIndex(order.values)
  const masker = new Masker(index)
  output.on('data', (piece: Buffer) => write(masker.take(piece)))
  await ended
  write(masker.end())
  maskFiles(index, order.files, order.mark)
}

/** Null if the worker ended while it wrote. */
function parseOrder(json: string): MaskOrder | null {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

/** Output that does not fit on the disk is lost, as it would be without this program. */
function write(bytes: Buffer): void {
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(LOG, bytes, at)
  } catch {
    // The next output may fit.
  }
}
