export type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
export type { SparkResult } from './spark-application.ts'
export { SparkOperator } from './spark-operator.ts'
export type { SparkOperatorOptions } from './spark-options.ts'
