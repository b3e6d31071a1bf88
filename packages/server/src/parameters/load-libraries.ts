import type { Json } from '@aiflow/sdk/internal/json'
import { cel } from '../formulas/cel/cel.ts'
import { patternLibrary } from '../formulas/pattern.ts'
import { schemaLibrary } from './schema-validator.ts'

/** Signs in JSON, which may also stand in texts of users. Then a library is loaded that nobody needs. */
const SIGNS = [
  { sign: /"type":"cel"|\$\{/, load: cel },
  { sign: /matches|"pattern/, load: patternLibrary },
  { sign: /"parameters":\{/, load: schemaLibrary },
] as const

/**
 * Loads what the conditions and parameters in stored data may need. A step must not come to it first: the files of the program
 * may have been replaced by those of another version since this one started.
 */
export function loadLibraries(stored: Json | object): void {
  const text = textOf(stored)
  for (const { sign, load } of SIGNS) if (text === null || sign.test(text)) load()
}

/** Null if it is nested too deeply to be written. An older version stored such rows, which are set aside one by one. */
function textOf(stored: Json | object): string | null {
  try {
    return JSON.stringify(stored)
  } catch {
    return null
  }
}
