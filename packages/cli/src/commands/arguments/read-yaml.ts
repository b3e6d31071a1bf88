import { AIFlowError } from '@aiflow/sdk'
import { inexactIntegerProblem } from '@aiflow/sdk/internal/json'
import { parse, YAMLParseError } from 'yaml'
import { readText } from '../../read-text.ts'

/** The content of a YAML file. JSON is YAML, too. */
export function readYaml(path: string): unknown {
  const text = readText(path)
  try {
    return parse(text, (_key, value) => exact(value), { intAsBigInt: true })
  } catch (cause) {
    if (cause instanceof YAMLParseError && cause.code === 'MULTIPLE_DOCS')
      throw new AIFlowError('INVALID_ARGUMENT', 'it has more than one document, separated by "---".', { cause })
    // The parser recurses.
    if (!(cause instanceof RangeError)) throw cause
    throw new AIFlowError('INVALID_ARGUMENT', 'it nests too deeply.', { cause })
  }
}

/** The integers of YAML have no bounds. */
function exact(value: unknown): unknown {
  if (typeof value !== 'bigint') return value
  const number = Number(value)
  if (!Number.isFinite(number) || BigInt(number) === value) return number
  throw new AIFlowError('INVALID_ARGUMENT', `it ${inexactIntegerProblem(String(value))}.`)
}
