import * as z from 'zod'
import { taskActionSchema } from '../model-schemas.ts'
import { countSchema, idSchema, timeSchema } from '../numbers.ts'
import { conditionSchema } from '../workflow-definition.ts'

const circuitStatusSchema = z.enum(['closed', 'open', 'disabled'])
const circuitCauseSchema = z.enum(['failures', 'storm', 'hand'])

/** What keeps a rule from being judged. */
export const circuitSchema = z.object({
  /**
   * `closed`: it is judged. `open`: it failed, and is not judged until it is closed. `disabled`: it was switched off
   * by hand.
   */
  status: circuitStatusSchema,
  cause: circuitCauseSchema.nullable(),
  reason: z.string().nullable(),
  /** Milliseconds since the epoch; the time of the last failure if it is closed. */
  since: timeSchema,
  /** Failures of the condition in a row. */
  failures: countSchema,
  /** For a rule that triggers itself: the rules and events of the loop. */
  cycle: z.array(z.string()),
})

/** A rule of an active or ended workflow execution. */
export const ruleResourceSchema = z.object({
  task: z.string(),
  name: z.string(),
  action: taskActionSchema,
  condition: conditionSchema,
  /** Null if it is judged and its condition did not fail the last time. */
  circuit: circuitSchema.nullable(),
  /** How often it was evaluated and not met. */
  notMet: countSchema,
})

/** `GET /api/v1/workflow-executions/:id/rules`, in the order of declaration. */
export const rulesResponseSchema = z.object({ items: z.array(ruleResourceSchema) })

/** `POST /api/v1/workflow-executions/:id/rules/:task/:rule/(close|disable|enable)` */
export const ruleControlResponseSchema = z.object({
  workflowExecutionId: idSchema,
  task: z.string(),
  rule: z.string(),
  circuit: circuitSchema.nullable(),
})

/** A rule that is not judged, in the detail of a workflow execution. */
export const openCircuitSchema = circuitSchema.extend({ task: z.string(), rule: z.string() })

/** Whether a rule is judged, and why not. */
export type Circuit = z.infer<typeof circuitSchema>
export type CircuitCause = z.infer<typeof circuitCauseSchema>
export type CircuitStatus = z.infer<typeof circuitStatusSchema>
/** A rule that is not judged, with the reason. */
export type OpenCircuit = z.infer<typeof openCircuitSchema>
/** A rule of a task of a workflow execution. */
export type RuleResource = z.infer<typeof ruleResourceSchema>
export type RulesResponse = z.infer<typeof rulesResponseSchema>
/** A rule after it was closed, disabled or enabled. */
export type RuleControlResponse = z.infer<typeof ruleControlResponseSchema>
