export {
  checkFlag,
  checkObject,
  checkOneOf,
  checkOptions,
  invalidWorkflow,
  type OptionNames,
} from '../authoring/checks/checks.ts'
export { AIFlowOperator, isCodeOperator } from '../authoring/operators/aiflow-operator.ts'
export type { OutputsOf, Upstream } from '../authoring/operators/function-operator.ts'
export { checkTask, Operator } from '../authoring/operators/operator.ts'
export { TASK_OPTIONS } from '../authoring/operators/task-options.ts'
export type { WorkflowWithParameters } from '../authoring/workflow/current-workflow.ts'
export { exportedWorkflows } from '../authoring/workflow/exported-workflows.ts'
export { TaskRule, WorkflowRule } from '../authoring/workflow/rule.ts'
export { isWorkflow, Workflow } from '../authoring/workflow/workflow.ts'
