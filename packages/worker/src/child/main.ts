import type { ChildSetup } from '../children/messages.ts'
import { ChildProgram } from './child-program.ts'

/*
 * The process that runs the code of workflows: `node child.js <setup as JSON>`. The worker starts it and says the rest
 * over its socket.
 */
const setup: ChildSetup = JSON.parse(process.argv[2] ?? '{}')
await new ChildProgram(setup).start()
