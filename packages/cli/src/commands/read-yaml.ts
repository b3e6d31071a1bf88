import { readFileSync } from 'node:fs'
import { AIFlowError } from '@aiflow/sdk'
import { parse } from 'yaml'

/** The content of a YAML file, which JSON is too. */
export function readYaml(path: string): unknown {
  const text = readFileSync(path, 'utf8')
  try {
    return parse(text)
  } catch (cause) {
    // The parser recurses.
    if (!(cause instanceof RangeError)) throw cause
    throw new AIFlowError('INVALID_ARGUMENT', 'it nests too deeply.', { cause })
  }
}
