import { lazyLibrary } from '../lazy-library.ts'

/** The library that parses and evaluates expressions. */
export const cel = lazyLibrary<typeof import('./cel-library.ts')>({ built: 'cel.js', source: 'cel/cel-library.ts' })
