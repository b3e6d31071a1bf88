export { AIFlowOperator, isCodeOperator } from '../authoring/operators/aiflow-operator.ts'
export { Operator } from '../authoring/operators/operator.ts'
export { TaskRule, WorkflowRule } from '../authoring/workflow/rule.ts'
export { isWorkflow, Workflow } from '../authoring/workflow/workflow.ts'
