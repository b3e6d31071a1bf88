import { askName } from './ask-name.ts'
import { readConfig } from './config.ts'
import { create } from './create.ts'
import { CreateError } from './create-error.ts'
import { presentNode } from './project-node.ts'

const config = readConfig()
const canAsk = process.stdin.isTTY && process.stdout.isTTY && !config.isAutomated

try {
  process.exitCode = await create(process.argv.slice(2), {
    currentFolder: currentFolder(),
    node: presentNode(),
    config,
    say: (text) => process.stdout.write(`${text}\n`),
    ask: canAsk ? askName : undefined,
  })
} catch (error) {
  if (!(error instanceof CreateError)) throw error
  process.stderr.write(`Error: ${error.message}\n`)
  process.exitCode = error.exitCode
}

/** Throws if somebody has deleted it. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    throw new CreateError('The current folder does not exist any more. Change to another one.')
  }
}
