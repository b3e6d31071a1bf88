export type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
export { HttpOperator, type HttpOperatorOptions } from './http-operator.ts'
export type { HttpResult } from './http-result.ts'
