import { enableCompileCache } from 'node:module'
import { DESCRIBE_COMMAND } from './bundle/describe-protocol.ts'

// Before the rest is loaded, so that only this file is compiled anew each time.
enableCompileCache()

const [command, bundleFile = ''] = process.argv.slice(2)
if (command === DESCRIBE_COMMAND) {
  const { runDescribeChild } = await import('./bundle/describe-child.ts')
  await runDescribeChild(bundleFile)
}
const { runProgram } = await import('./program.ts')
const { processSurroundings } = await import('./process-surroundings.ts')
// Pipes and terminals are written synchronously, so nothing is cut off.
process.exit(await runProgram(process.argv.slice(2), processSurroundings()))
