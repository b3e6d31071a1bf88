export type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
export { ContainerOperator, type ContainerOperatorOptions } from './container-operator.ts'
export type { ContainerMount, ContainerResources } from './run-arguments.ts'
