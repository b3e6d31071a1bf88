export type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
export type { FlinkResult } from './flink-job.ts'
export { FlinkOperator } from './flink-operator.ts'
export type { FlinkOperatorOptions } from './flink-options.ts'
