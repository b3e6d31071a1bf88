import { AIFlowError } from '@aiflow/sdk'
import { parse } from 'yaml'
import { readText } from '../read-text.ts'

/** The content of a YAML file, which JSON is too. */
export function readYaml(path: string): unknown {
  const text = readText(path)
  try {
    return parse(text)
  } catch (cause) {
    // The parser recurses.
    if (!(cause instanceof RangeError)) throw cause
    throw new AIFlowError('INVALID_ARGUMENT', 'it nests too deeply.', { cause })
  }
}
