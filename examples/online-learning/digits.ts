import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

export const PIXELS = 28 * 28
const PACKED_BYTES = 1 + PIXELS
const DIGIT_BYTES = 1 + PIXELS * Float32Array.BYTES_PER_ELEMENT

/** Handwritten digits as a model takes them. */
export interface Digits {
  /** What each of them is. */
  readonly labels: Uint8Array
  /** How dark they are, from 0 to 1: the 784 pixels of the first digit, then those of the second, … */
  readonly pixels: Float32Array
}

/** Digits as `digits.gz` has them: for each one byte that says which it is and 784 that say how dark its pixels are. */
export type PackedDigits = Uint8Array

/** Reads the file that was uploaded with the workflow. */
export function readUploadedDigits(): PackedDigits {
  return gunzipSync(readFileSync(join(process.env.AIFLOW_FILES ?? '', 'digits.gz')))
}

export function countPacked(packed: PackedDigits): number {
  return packed.length / PACKED_BYTES
}

/** The digits from `start` up to `end`, exclusive. */
export function slicePacked(packed: PackedDigits, start: number, end: number): PackedDigits {
  return packed.subarray(start * PACKED_BYTES, end * PACKED_BYTES)
}

/** Makes shares of one of bytes, and moves every image by whole pixels: right and down, where positive. */
export function normalise(packed: PackedDigits, right = 0, down = 0): Digits {
  const count = countPacked(packed)
  const labels = new Uint8Array(count)
  const pixels = new Float32Array(count * PIXELS)
  const move = down * 28 + right
  for (let digit = 0; digit < count; digit += 1) {
    const image = packed.subarray(digit * PACKED_BYTES + 1, (digit + 1) * PACKED_BYTES)
    labels[digit] = packed[digit * PACKED_BYTES] ?? 0
    // Images have a wide margin, so what leaves on one side is white.
    for (let pixel = 0; pixel < PIXELS; pixel += 1) pixels[digit * PIXELS + pixel] = (image[pixel - move] ?? 0) / 255
  }
  return { labels, pixels }
}

/** The images one by one, each with what it is. */
export function* imagesOf({ labels, pixels }: Digits): Generator<readonly [image: Float32Array, label: number]> {
  for (const [digit, label] of labels.entries()) {
    yield [pixels.subarray(digit * PIXELS, (digit + 1) * PIXELS), label]
  }
}

export function toBytes({ labels, pixels }: Digits): Uint8Array {
  return Buffer.concat([labels, new Uint8Array(pixels.buffer)])
}

export function fromBytes(bytes: Uint8Array): Digits {
  // A copy of its own, since numbers of four bytes must begin at a multiple of four.
  const own = new Uint8Array(bytes)
  const count = own.length / DIGIT_BYTES
  return { labels: own.slice(0, count), pixels: new Float32Array(own.slice(count).buffer) }
}
