import { newKeyText, parseKeys, type SecretKey } from './secret-key.ts'

/** Where the keys of a home are kept. */
export interface KeyFile {
  readonly path: string
  /** Its text; null if it does not exist. */
  read(): string | null
  /** Replaces it. Durable when it returns. */
  write(text: string): void
}

export interface KeyRingOptions {
  /** What `AIFLOW_SECRETS_KEY` holds; null if it is not set. */
  readonly given: string | null
  readonly file: KeyFile
}

/** How many keys the file keeps: what is encrypted with an older one was not rotated for that many times. */
const MAX_KEYS_IN_FILE = 50

/**
 * The keys of secrets: those of the environment, and those of a file in the home. New values get the first key of the
 * environment, or else the first one of the file, which is created when a key is first needed.
 */
export class KeyRing {
  readonly #given: readonly SecretKey[]
  readonly #file: KeyFile
  /** The text of the file; null if it does not exist. */
  #text: string | null
  #inFile: readonly SecretKey[]

  /** Throws `INVALID_ARGUMENT` if a key is not valid. */
  constructor({ given, file }: KeyRingOptions) {
    this.#given = given === null ? [] : parseKeys(given, 'The environment variable "AIFLOW_SECRETS_KEY"')
    this.#file = file
    this.#text = file.read()
    this.#inFile = this.#parsed()
  }

  /** The text of the file, to be written again if it disappears; null if it does not exist. */
  get fileText(): string | null {
    return this.#text
  }

  find(id: string): SecretKey | null {
    return [...this.#given, ...this.#inFile].find((key) => key.id === id) ?? null
  }

  get ids(): readonly string[] {
    return [...this.#given, ...this.#inFile].map(({ id }) => id)
  }

  /** The key for new values. */
  current(): SecretKey {
    const [first] = [...this.#given, ...this.#inFile]
    return first ?? this.#add()
  }

  /** Makes a new key for new values, unless the environment has one. Values with the keys before can still be read. */
  renew(): SecretKey {
    return this.#given[0] ?? this.#add()
  }

  /** In words for people: where a key that is missing can be added. */
  get places(): string {
    return `"AIFLOW_SECRETS_KEY" or "${this.#file.path}"`
  }

  #add(): SecretKey {
    const before = this.#text?.split(',') ?? []
    const text = [newKeyText(), ...before].slice(0, MAX_KEYS_IN_FILE).join(',')
    this.#file.write(text)
    this.#text = text
    this.#inFile = this.#parsed()
    return this.current()
  }

  #parsed(): readonly SecretKey[] {
    return this.#text === null ? [] : parseKeys(this.#text, `The file "${this.#file.path}"`)
  }
}
