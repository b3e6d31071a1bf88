type Variables = Readonly<Record<string, string>>

/** By which the processes of an attempt are found. It has the same length for all attempts, so it costs little. */
const ATTEMPT = 'AIFLOW_ATTEMPT_ID'

/**
 * The environment as tasks see it: that of the process, and before it the variables of the task that runs. The process itself
 * does not get these, since the C library never frees the value of a variable, and every task has new ones. A process that
 * the task starts gets both. A thread of the task gets those of the process, among which only the id of the attempt is real.
 */
export class TaskEnvironment {
  // biome-ignore lint/style/noProcessEnv: this is what tasks see instead
  readonly #own = process.env
  readonly #shown: NodeJS.ProcessEnv
  #ofTask: Map<string, string> = new Map()
  #before = ''
  #mayDiffer = false

  constructor() {
    this.#shown = new Proxy(this.#own, {
      get: (own, name) => this.#ofTask.get(String(name)) ?? Reflect.get(own, name),
      has: (own, name) => this.#ofTask.has(String(name)) || Reflect.has(own, name),
      ownKeys: (own) => [...new Set([...Reflect.ownKeys(own), ...this.#ofTask.keys()])],
      getOwnPropertyDescriptor: (own, name) => this.#describe(name) ?? Reflect.getOwnPropertyDescriptor(own, name),
      set: (own, name, value) => this.#change(name) && Reflect.set(own, name, value),
      defineProperty: (own, name, descriptor) => this.#change(name) && Reflect.defineProperty(own, name, descriptor),
      deleteProperty: (own, name) => this.#change(name) && Reflect.deleteProperty(own, name),
    })
  }

  /** Call it before the code of authors is imported, which may keep the object. */
  install(): void {
    process.env = this.#shown
    const { loadEnvFile } = process
    process.loadEnvFile = (path) => {
      this.#mayDiffer = true
      loadEnvFile(path)
    }
  }

  /** Remembers the environment, as the one that tasks must not change. */
  remember(): void {
    this.#before = this.#present()
    this.#mayDiffer = false
  }

  /** Replaces the variables of the task before. */
  show(variables: Variables): void {
    this.#ofTask = new Map(Object.entries(variables))
    const attemptId = variables[ATTEMPT]
    if (attemptId === undefined) delete this.#own[ATTEMPT]
    else this.#own[ATTEMPT] = attemptId
  }

  /** Whether it is as it was. */
  isUnchanged(): boolean {
    // biome-ignore lint/style/noProcessEnv: a task may have replaced it
    if (process.env !== this.#shown) return false
    if (this.#mayDiffer && this.#present() !== this.#before) return false
    this.#mayDiffer = false
    return true
  }

  #present(): string {
    return JSON.stringify({ ...this.#own, [ATTEMPT]: undefined })
  }

  #describe(name: string | symbol): PropertyDescriptor | undefined {
    const value = this.#ofTask.get(String(name))
    return value === undefined ? undefined : { value, writable: true, enumerable: true, configurable: true }
  }

  /** What the task itself sets takes precedence. */
  #change(name: string | symbol): true {
    this.#mayDiffer = true
    this.#ofTask.delete(String(name))
    return true
  }
}
