import { runMasking } from './program.ts'

await runMasking()
process.exit()
