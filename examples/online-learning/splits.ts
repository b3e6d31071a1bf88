import { countPacked, type Digits, normalise, type PackedDigits, slicePacked } from './digits.ts'

const SPLIT = 1000

/** Judges models; no model learns from them. */
export function heldOutDigits(all: PackedDigits): Digits {
  return normalise(slicePacked(all, 0, SPLIT))
}

/** Stands for what users of the model send; no model learns from them, and none is judged by them. */
export function liveDigits(all: PackedDigits): PackedDigits {
  return slicePacked(all, SPLIT, 2 * SPLIT)
}

/** All others. */
export function trainingDigits(all: PackedDigits): PackedDigits {
  return slicePacked(all, 2 * SPLIT, countPacked(all))
}
