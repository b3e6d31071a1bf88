import { type Digits, imagesOf, PIXELS } from './digits.ts'

const CLASSES = 10
const LEARNING_RATE = 0.01
const PASSES = 3

/** Softmax regression: for each of the ten digits a weight for every pixel, and a bias. */
export type Weights = Float32Array

export function untrained(): Weights {
  return new Float32Array(CLASSES * (PIXELS + 1))
}

/** Goes on from `weights`, which stay as they are, with new digits: gradient descent, one digit at a time. */
export function trainOn(weights: Weights, digits: Digits): Weights {
  const trained = weights.slice()
  for (let pass = 0; pass < PASSES; pass += 1) {
    for (const [image, label] of imagesOf(digits)) learn(trained, image, label)
  }
  return trained
}

/** How many of the digits the model takes for what they are. */
export function countCorrect(weights: Weights, digits: Digits): number {
  let correct = 0
  for (const [image, label] of imagesOf(digits)) {
    const scores = scoresOf(weights, image)
    if (scores.indexOf(Math.max(...scores)) === label) correct += 1
  }
  return correct
}

function learn(weights: Weights, image: Float32Array, label: number): void {
  const errors = probabilitiesOf(scoresOf(weights, image))
  errors[label] = (errors[label] ?? 0) - 1
  for (const [digit, error] of errors.entries()) {
    const step = LEARNING_RATE * error
    const row = digit * (PIXELS + 1)
    for (let pixel = 0; pixel < PIXELS; pixel += 1) {
      weights[row + pixel] = (weights[row + pixel] ?? 0) - step * (image[pixel] ?? 0)
    }
    weights[row + PIXELS] = (weights[row + PIXELS] ?? 0) - step
  }
}

function scoresOf(weights: Weights, image: Float32Array): number[] {
  return Array.from({ length: CLASSES }, (_, digit) => {
    const row = digit * (PIXELS + 1)
    let score = weights[row + PIXELS] ?? 0
    for (let pixel = 0; pixel < PIXELS; pixel += 1) score += (weights[row + pixel] ?? 0) * (image[pixel] ?? 0)
    return score
  })
}

/** Scores as shares of one; the largest is taken away first, so that no exponential overflows. */
function probabilitiesOf(scores: readonly number[]): number[] {
  const largest = Math.max(...scores)
  const exponentials = scores.map((score) => Math.exp(score - largest))
  const sum = exponentials.reduce((total, each) => total + each, 0)
  return exponentials.map((each) => each / sum)
}
