declare module 'mnist' {
  /** One for each of the ten digits: all its samples, one after the other, pixels from 0 to 1. */
  interface DigitSamples {
    readonly id: number
    readonly length: number
    readonly raw: readonly number[]
  }

  const mnist: readonly DigitSamples[]
  export default mnist
}
