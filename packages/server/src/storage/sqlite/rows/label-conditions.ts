/** SQL conditions on the column `labels` of a workflow: it has all of the labels, each given as `name=value`. */
export function labelConditions(labels: readonly string[]): string[] {
  // A damaged row has no labels, and does not keep the others from being found.
  const held = `SELECT key || '=' || value FROM json_each(iif(json_valid(labels), labels, '{}'))`
  return labels.map(() => `? IN (${held})`)
}
