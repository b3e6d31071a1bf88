export type { ChildProgram, LogLimits, WorkerOptions } from './options.ts'
export { Worker } from './worker.ts'
