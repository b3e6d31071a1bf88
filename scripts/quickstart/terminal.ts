import { styleText } from 'node:util'

type Style = 'bold' | 'cyan' | 'dim' | 'green' | 'magenta' | 'red' | 'yellow'

/** Adds colours only if the terminal supports them and NO_COLOR is not set. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

export function print(...lines: readonly string[]): void {
  for (const line of lines) console.log(line)
}

/** Does a part of the preparations and prints how long it took. */
export async function step<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const result = await work()
  print(`  ${paint('green', '✓')} ${what} ${paint('dim', `(${seconds(performance.now() - startedAt)})`)}`)
  return result
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
