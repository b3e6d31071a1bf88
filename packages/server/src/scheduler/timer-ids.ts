/** Reads `retry:<workflow execution id>/<task>`, `periodic:<workflow execution id>/<task>` and `timeout:<workflow execution id>/`. */
export function parseLaneTimerId(timerId: string): { kind: string; workflowExecutionId: number; taskName: string } {
  const colon = timerId.indexOf(':')
  const slash = timerId.indexOf('/')
  return {
    kind: timerId.slice(0, colon),
    workflowExecutionId: Number(timerId.slice(colon + 1, slash)),
    taskName: timerId.slice(slash + 1),
  }
}
