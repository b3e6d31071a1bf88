export type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
export { ContainerOperator } from './container-operator.ts'
export type { ContainerOperatorOptions } from './container-options.ts'
export type { ContainerMount, ContainerResources } from './run-arguments.ts'
