import { expect, it } from 'vitest'
import { type Digits, fromBytes, normalise, PIXELS, toBytes } from './digits.ts'
import { countCorrect, trainOn, untrained } from './model.ts'

/** Digits whose image is one dark stripe, each digit in rows of its own. */
const stripes = (labels: readonly number[]): Digits => {
  const packed = labels.map((label) => {
    const image = Uint8Array.from({ length: PIXELS }, (_, pixel) => (Math.floor(pixel / 56) === label ? 255 : 0))
    return Buffer.concat([Uint8Array.of(label), image])
  })
  return normalise(Buffer.concat(packed))
}

it('learns what tells digits apart', () => {
  const digits = stripes([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  const before = untrained()
  const after = trainOn(before, digits)

  expect(countCorrect(before, digits)).toBe(1)
  expect(countCorrect(after, digits)).toBe(10)
  expect(before.every((weight) => weight === 0)).toBe(true)
})

it('goes on from what it has learnt', () => {
  const first = trainOn(untrained(), stripes([0, 1, 2, 3, 4]))
  const second = trainOn(first, stripes([5, 6, 7, 8, 9]))

  expect(countCorrect(first, stripes([0, 1, 2, 3, 4]))).toBe(5)
  expect(countCorrect(second, stripes([5, 6, 7, 8, 9]))).toBe(5)
})

it('reads batches as they were written', () => {
  const digits = stripes([3, 1])

  expect(fromBytes(toBytes(digits))).toEqual(digits)
})

it('moves images by pixels', () => {
  const image = new Uint8Array(1 + PIXELS)
  image[1 + 28 * 10 + 10] = 255

  expect(normalise(image, 1, 2).pixels.indexOf(1)).toBe(28 * 12 + 11)
  expect(normalise(image, -1, -1).pixels.indexOf(1)).toBe(28 * 9 + 9)
})
