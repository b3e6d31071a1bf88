import { withIsoTimes } from './iso-times.ts'

/** Writes the items of one list one by one, with times in ISO 8601. */
export interface ItemWriter {
  add(item: unknown): Promise<void>
  /** Nothing more will come. */
  end(): Promise<void>
}

type Write = (text: string) => void

/** One array. */
export class JsonItems implements ItemWriter {
  readonly #write: Write
  #isEmpty = true

  constructor(write: Write) {
    this.#write = write
  }

  async add(item: unknown): Promise<void> {
    const lines = JSON.stringify(withIsoTimes(item), null, 2).replaceAll('\n', '\n  ')
    this.#write(`${this.#isEmpty ? '[\n' : ',\n'}  ${lines}`)
    this.#isEmpty = false
  }

  async end(): Promise<void> {
    this.#write(this.#isEmpty ? '[]\n' : '\n]\n')
  }
}

/** One sequence. */
export class YamlItems implements ItemWriter {
  readonly #write: Write
  #isEmpty = true

  constructor(write: Write) {
    this.#write = write
  }

  async add(item: unknown): Promise<void> {
    const { toYaml } = await import('./yaml.ts')
    this.#write(toYaml([withIsoTimes(item)]))
    this.#isEmpty = false
  }

  async end(): Promise<void> {
    if (this.#isEmpty) this.#write('[]\n')
  }
}
