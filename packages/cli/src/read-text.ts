import { isUtf8 } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { AIFlowError } from '@aiflow/sdk'

/** The text of a file. Throws `INVALID_ARGUMENT` if it is not UTF-8. */
export function readText(path: string): string {
  const content = readFileSync(path)
  if (isUtf8(content)) return content.toString('utf8')
  throw new AIFlowError('INVALID_ARGUMENT', `The file "${path}" is not valid UTF-8. Save it as UTF-8.`, {
    details: { path },
  })
}
