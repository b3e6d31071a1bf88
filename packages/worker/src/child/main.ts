import { CHILD_VARIABLE } from '../children/living-children.ts'
import type { ChildSetup } from '../children/messages.ts'
import { ChildProgram } from './child-program.ts'

/*
 * The process that runs the code of workflows: `node child.js <setup as JSON>`. The worker starts it, and controls it over
 * its socket.
 */
const setup: ChildSetup = JSON.parse(process.argv[2] ?? '{}')
// The variable identifies this process. What a task starts must not be mistaken for it.
// biome-ignore lint/style/noProcessEnv: what a task inherits
delete process.env[CHILD_VARIABLE]
await new ChildProgram(setup).start()
