import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Digits, fromBytes, toBytes } from './digits.ts'
import type { Weights } from './model.ts'

const KEPT_MODELS = 100

/** A model and where it comes from. */
export interface Model {
  /** The batch that it was trained on last. */
  readonly version: number
  /** How many digits it has learnt from. */
  readonly digits: number
  readonly weights: Weights
}

/**
 * What the tasks of one workflow execution share: batches of digits, the models made of them, the model that serves.
 * Every file appears at once and complete, so that a task which is killed leaves nothing half done.
 */
export class DataFolder {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
    for (const name of ['batches', 'models']) mkdirSync(join(path, name), { recursive: true })
  }

  writeBatch(batch: number, digits: Digits): void {
    replaceFile(this.#batch(batch), toBytes(digits))
  }

  readBatch(batch: number): Digits {
    return fromBytes(readFileSync(this.#batch(batch)))
  }

  removeBatch(batch: number): void {
    rmSync(this.#batch(batch), { force: true })
  }

  /** Keeps the newest hundred. */
  writeModel(model: Model): void {
    replaceFile(this.#model(model.version), toJson(model))
    rmSync(this.#model(model.version - KEPT_MODELS), { force: true })
  }

  /** `null` where there is none of this version. */
  readModel(version: number): Model | null {
    return readModelFile(this.#model(version))
  }

  /** `null` where there is none yet. */
  readNewestModel(): Model | null {
    const names = readdirSync(join(this.#path, 'models')).filter((name) => name.endsWith('.json'))
    return this.readModel(Math.max(0, ...names.map((name) => Number.parseInt(name, 10))))
  }

  /** From here on this model serves. */
  deploy(model: Model): void {
    replaceFile(this.#deployed, toJson(model))
  }

  /** The model that serves, `null` until one was deployed. */
  readDeployed(): Model | null {
    return readModelFile(this.#deployed)
  }

  get #deployed(): string {
    return join(this.#path, 'deployed.json')
  }

  #batch(batch: number): string {
    return join(this.#path, 'batches', `${batch}.digits`)
  }

  #model(version: number): string {
    return join(this.#path, 'models', `${version}.json`)
  }
}

/** The folder of a workflow execution, in the home of the server. Tasks on several machines would share a volume. */
export function openDataFolder(workflowExecutionId: number): DataFolder {
  const home = dirname(process.env.AIFLOW_SERVER_FILE ?? '')
  return new DataFolder(join(home, 'data', 'online-learning', String(workflowExecutionId)))
}

function replaceFile(path: string, content: string | Uint8Array): void {
  const draft = `${path}.draft`
  writeFileSync(draft, content)
  renameSync(draft, path)
}

function toJson({ weights, ...model }: Model): string {
  return JSON.stringify({ ...model, weights: Buffer.from(weights.buffer).toString('base64') })
}

function readModelFile(path: string): Model | null {
  if (!existsSync(path)) return null
  const { weights, ...model } = JSON.parse(readFileSync(path, 'utf8'))
  return { ...model, weights: new Float32Array(new Uint8Array(Buffer.from(weights, 'base64')).buffer) }
}
