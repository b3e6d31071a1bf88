interface TaskExecutionName {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
}

/** `12/train/1` */
export function keyOf({ workflowExecutionId, taskName, sequenceNumber }: TaskExecutionName): string {
  return `${workflowExecutionId}/${taskName}/${sequenceNumber}`
}
