import { refuseOtherThanUtf8 } from '../bin/refuse-other-than-utf8.js'
import { DESCRIBE_COMMAND } from './bundle/describe-protocol.ts'
import { keepCompiledCode } from './keep-compiled-code.ts'
import { CONFIG_COMMAND } from './project/config-protocol.ts'
import { refuseLostFolder } from './refuse-lost-folder.ts'

// Here, because a task calls this file without the launcher.
refuseOtherThanUtf8()
refuseLostFolder()

const [command, bundleFile = '', limitMs = ''] = process.argv.slice(2)
// Before the rest is loaded, so that only this file is compiled each time. What users wrote is in a new place each time.
if (command !== DESCRIBE_COMMAND && command !== CONFIG_COMMAND) keepCompiledCode()
if (command === DESCRIBE_COMMAND) {
  const { runDescribeChild } = await import('./bundle/describe-child.ts')
  await runDescribeChild(bundleFile, Number(limitMs))
}
if (command === CONFIG_COMMAND) {
  const { runConfigChild } = await import('./project/config-child.ts')
  await runConfigChild()
}
const { runProgram } = await import('./program.ts')
const { processSurroundings } = await import('./process-surroundings.ts')
const exitCode = await runProgram(process.argv.slice(2), processSurroundings())
// Without this, output that a pipe has not taken yet would be cut off.
await Promise.all([process.stdout, process.stderr].map(written))
process.exit(exitCode)

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()))
}
