import { counted as countedWith } from '@aiflow/sdk/internal/text'

/** `1,234` */
export function countText(count: number): string {
  return count.toLocaleString('en')
}

/** `1 line`, `1,234 lines` */
export function counted(count: number, one: string, many?: string): string {
  return countedWith(count, one, many, countText)
}
