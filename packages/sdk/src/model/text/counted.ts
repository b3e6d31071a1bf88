/**
 * A number with its noun: `counted(1, 'task')` is "1 task", `counted(2, 'retry', 'retries')` is "2 retries". The words may
 * go on: `counted(2, 'task is', 'tasks are')`.
 */
export function counted(
  count: number,
  one: string,
  many = `${one}s`,
  show: (count: number) => string = String,
): string {
  return `${show(count)} ${count === 1 ? one : many}`
}
