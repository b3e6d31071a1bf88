import { type WhyNotTrigger, whyNotTriggerSchema } from '../../wire/http/why.ts'
import { type NewTrigger, type WorkflowTriggerResource, workflowTriggerSchema } from '../../wire/http/workflows.ts'
import type { CallOptions } from '../transport/call.ts'
import type { Transport } from '../transport/transport.ts'
import { OfWorkflowClient } from './of-workflow-client.ts'

/** What starts workflow executions on events. Calls that name a trigger throw `TRIGGER_NOT_FOUND`. */
export class TriggersClient extends OfWorkflowClient<WorkflowTriggerResource, NewTrigger> {
  constructor(transport: Transport) {
    super(transport, 'triggers', workflowTriggerSchema)
  }

  /** Why it starts no execution: what stands in its way, and what it waits for. */
  whyNot(namespace: string, workflow: string, name: string, { signal }: CallOptions = {}): Promise<WhyNotTrigger> {
    const path = this.place(namespace, workflow, name, 'why-not')
    return this.transport.request(whyNotTriggerSchema, { method: 'GET', path, signal })
  }
}
