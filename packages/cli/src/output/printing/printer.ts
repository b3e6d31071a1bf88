import { wordOf } from '@aiflow/sdk/internal/text'
import { type Colors, createColors } from '../text/colors.ts'
import { oneLine } from '../text/text.ts'
import { withIsoTimes } from './iso-times.ts'
import { type ItemWriter, JsonItems, YamlItems } from './items.ts'
import type { Column, TableLayout } from './table.ts'

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'plain'] as const

export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** Where text goes: a terminal, a pipe or a file. */
export interface Sink {
  write(text: string): void
  readonly isTTY: boolean
  /** Null if it is not a terminal. */
  readonly columns: number | null
}

export interface PrinterOptions {
  readonly format: OutputFormat
  readonly stdout: Sink
  readonly stderr: Sink
  /** Null leaves it to the terminal. */
  readonly color: boolean | null
}

/** One resource for people: named fields, then sections that are tables or lines. */
export interface Details {
  readonly fields: readonly (readonly [label: string, value: string])[]
  readonly sections?: readonly { readonly title: string; readonly lines: readonly string[] }[]
}

/**
 * Writes results to stdout in the chosen format, and words about them to stderr.
 *
 * `json` and `yaml` print the resource as the server gave it, with times in ISO 8601; `plain` prints the table's cells between tabs, without a head.
 */
export class Printer {
  readonly colors: Colors
  /** For what `note` writes. */
  readonly noteColors: Colors
  readonly #options: PrinterOptions

  constructor(options: PrinterOptions) {
    this.#options = options
    this.colors = createColors(options.color ?? options.stdout.isTTY)
    this.noteColors = createColors(options.color ?? options.stderr.isTTY)
  }

  get format(): OutputFormat {
    return this.#options.format
  }

  get layout(): TableLayout {
    return {
      width: this.#options.stdout.columns ?? Number.POSITIVE_INFINITY,
      paintTitle: (title) => this.colors.dim(title),
    }
  }

  async list<T>(items: readonly T[], columns: readonly Column<T>[], whenEmpty: string): Promise<void> {
    if (!this.isText) return this.#each(items)
    if (this.format === 'plain') return this.#lines(items.map((item) => plainLine(item, columns)))
    if (items.length === 0) return this.note(whenEmpty)
    // Loaded here, because what measures texts takes 30 ms, and most commands print no table.
    const { tableLines } = await import('./table.ts')
    this.#lines(tableLines(items, columns, this.layout))
  }

  async details<T>(resource: T, details: Details): Promise<void> {
    if (!this.isText) return this.#data(resource)
    if (this.format === 'plain')
      return this.#lines(details.fields.map(([label, value]) => `${label}\t${oneLine(value)}`))
    const width = Math.max(...details.fields.map(([label]) => label.length))
    this.#lines(details.fields.map(([label, value]) => `${this.colors.dim(label.padEnd(width))}  ${value}`))
    for (const { title, lines } of details.sections ?? [])
      this.#lines(['', this.colors.bold(title), ...lines.map((line) => `  ${line}`)])
  }

  /** Says what was done. `plain` is the part that scripts need. */
  async done<T>(message: string, resource: T, plain: string): Promise<void> {
    if (!this.isText) return this.#data(resource)
    this.#lines([this.format === 'plain' ? plain : message])
  }

  /** One item of an endless list: a line of text, a line of JSON or a YAML document. */
  async next<T>(item: T, line: string, columns: readonly Column<T>[]): Promise<void> {
    if (this.format === 'json') return this.#lines([JSON.stringify(withIsoTimes(item))])
    if (this.format === 'yaml') this.#lines(['---'])
    if (this.format === 'yaml') return this.#data(item)
    this.#lines([this.format === 'plain' ? plainLine(item, columns) : line])
  }

  /** Whether results are words for people, or lines for shells. */
  get isText(): boolean {
    return this.format === 'table' || this.format === 'plain'
  }

  /** The word that people read for a name of the API, such as a status; the name itself in formats for programs. */
  word(name: string): string {
    return this.format === 'table' ? wordOf(name) : name
  }

  /** Writes a list that is too long to keep in memory. Not for text formats. */
  items(): ItemWriter {
    const write = (text: string) => this.#options.stdout.write(text)
    return this.format === 'yaml' ? new YamlItems(write) : new JsonItems(write)
  }

  /** Text as it is, such as logs. */
  raw(text: string): void {
    this.#options.stdout.write(text)
  }

  /** A message to the user, never part of the result. */
  note(text: string): void {
    this.#options.stderr.write(`${text}\n`)
  }

  /** Writes items one by one, because together they may exceed the length of a string. */
  async #each(items: readonly unknown[]): Promise<void> {
    const writer = this.items()
    for (const item of items) await writer.add(item)
    await writer.end()
  }

  async #data(resource: unknown): Promise<void> {
    const printed = withIsoTimes(resource)
    if (this.format === 'json') return this.#lines([JSON.stringify(printed, null, 2)])
    const { toYaml } = await import('./yaml.ts')
    this.#options.stdout.write(toYaml(printed))
  }

  #lines(lines: readonly string[]): void {
    if (lines.length > 0) this.#options.stdout.write(`${lines.join('\n')}\n`)
  }
}

function plainLine<T>(item: T, columns: readonly Column<T>[]): string {
  return columns.map((column) => oneLine(String(column.value(item)))).join('\t')
}
