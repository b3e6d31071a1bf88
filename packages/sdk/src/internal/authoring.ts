export { AIFlowOperator, isCodeOperator } from '../authoring/aiflow-operator.ts'
export { Operator } from '../authoring/operator.ts'
export { TaskRule, WorkflowRule } from '../authoring/rule.ts'
export { isWorkflow, Workflow } from '../authoring/workflow.ts'
