export { type TaskConnection, variablesProblem } from '../model/connections/task-connection.ts'
export { secretFileVariable, type TaskSecret } from '../model/user-code/task-secret.ts'
export { describeCondition, describeEventMatch, describeFilter } from '../wire/describe-condition.ts'
export { describeTried } from '../wire/describe-tried.ts'
export {
  eventSchema,
  executionTypeSchema,
  jsonObjectSchema,
  jsonSchema,
  taskActionSchema,
  taskStatusSchema,
  workflowStatusSchema,
} from '../wire/model-schemas.ts'
export { nameSchema, namespaceFilterSchema } from '../wire/names.ts'
export {
  type ImportedPackage,
  importedPackages,
  isPackageName,
  isRegistrySpec,
  type LockedPackage,
  type NpmPackages,
  npmPackagesSchema,
} from '../wire/npm-packages.ts'
export { numberText } from '../wire/numbers.ts'
export {
  type PythonOperatorDefinition,
  pythonEnvironmentText,
  pythonFiles,
  pythonRunText,
} from '../wire/python-operator.ts'
export {
  type ApprovalDefinition,
  type AttemptOperator,
  type CatchUp,
  type ConditionDefinition,
  catchUpSchema,
  conditionSchema,
  type EventMatch,
  eventMatchSchema,
  type FanIn,
  fanInSchema,
  type MapOverDefinition,
  type OperatorDefinition,
  type Overlap,
  operatorSchema,
  overlapSchema,
  type RetryPolicy,
  type RuleDefinition,
  retrySchema,
  ruleSchema,
  type ScheduleDefinition,
  type SubWorkflowDefinition,
  scheduleDefinitionSchema,
  type TaskDefinition,
  type TaskStatusMatch,
  type TriggerDefinition,
  taskSchema,
  taskStatusMatchSchema,
  triggerDefinitionSchema,
  type ValueFilter,
  valueFilterSchema,
  type WhenAlive,
  type WorkflowDefinition,
  whenAliveSchema,
  workflowDefinitionSchema,
} from '../wire/workflow-definition.ts'
