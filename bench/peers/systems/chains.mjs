const fibonacci = (n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2))

/** The workflows of the peers: the number of steps, and what each does. */
export const CHAINS = {
  'chain-of-3': { length: 3, run: () => null },
  'chain-of-40': { length: 40, run: () => fibonacci(10) },
}
