import { isWorkflow, type Workflow } from './workflow.ts'

/**
 * The workflows that a module exports under any name, each once. A module that was CommonJS exports all that it has as its
 * default.
 */
export function exportedWorkflows(module: Readonly<Record<string, unknown>>): readonly Workflow[] {
  const { default: all } = module
  const inside = typeof all === 'object' && all !== null && !isWorkflow(all) ? Object.values(all) : []
  return [...new Set([...Object.values(module), ...inside].filter(isWorkflow))]
}
