import { AIFlowError } from '@aiflow/sdk'
import { runChild } from '../loading/run-child.ts'
import { CONFIG_COMMAND, CONFIG_LIMIT_MS, type ConfigAnswer } from './config-protocol.ts'

/** Runs a compiled configuration in a process of its own. Throws `INVALID_ARGUMENT` if there is no answer. */
export async function askConfig(file: string, code: string): Promise<ConfigAnswer> {
  const end = await runChild<ConfigAnswer>({ words: [CONFIG_COMMAND], stdin: code, limitMs: CONFIG_LIMIT_MS })
  if (end.type === 'answered') return end.answer
  const what =
    end.type === 'late'
      ? `did not finish loading within ${CONFIG_LIMIT_MS / 1000} s. Remove what it waits for.`
      : `could not be loaded: its process ${end.how}. A configuration must not end the program.`
  throw new AIFlowError('INVALID_ARGUMENT', `The configuration "${file}" ${what}`)
}
