import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { NamesOfWorkflow } from '../../log/live-view.ts'
import type { World } from './world.ts'

type Names = Omit<NamesOfWorkflow, 'workflow'>

/** The secrets and connections that the newest uploads of workflows name. Each definition is looked through once. */
export class NamesInUse {
  readonly #found = new WeakMap<WorkflowDefinition, Names>()

  /** By the name of the workflow. Workflows that name none are left out. */
  of({ workflows }: Pick<World, 'workflows'>, namespace: string): NamesOfWorkflow[] {
    return [...workflows.values()]
      .filter(({ row }) => row.namespace === namespace)
      .map(({ row, plan }) => ({ workflow: row.name, ...this.#namesIn(plan.definition) }))
      .filter(({ secrets, connections }) => secrets.length > 0 || connections.length > 0)
      .sort((a, b) => (a.workflow < b.workflow ? -1 : 1))
  }

  #namesIn(definition: WorkflowDefinition): Names {
    const known = this.#found.get(definition)
    if (known !== undefined) return known
    const { tasks } = definition
    const names = {
      secrets: distinct(tasks.flatMap(({ secrets = [] }) => secrets.map(({ secret }) => secret))),
      connections: distinct(tasks.flatMap(({ connections = [] }) => connections.map(({ connection }) => connection))),
    }
    this.#found.set(definition, names)
    return names
  }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)]
}
