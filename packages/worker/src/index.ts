export type { ChildProgram, WorkerOptions } from './options.ts'
export { Worker } from './worker.ts'
