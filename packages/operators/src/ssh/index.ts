export type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
export { SshOperator, type SshOperatorOptions } from './ssh-operator.ts'
