import type { Json } from '@aiflow/sdk'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import { listIn, textIn } from '../rest/fields.ts'
import { RestClient } from '../rest/rest-client.ts'
import { kindOf, type SparkApplication } from './spark-application.ts'

const ENDED: readonly string[] = ['FINISHED', 'KILLED', 'FAILED', 'ERROR']
/** The program of Spark that runs one of Python. */
const SUBMIT_CLASS = 'org.apache.spark.deploy.SparkSubmit'
const OF_SUBMISSION: readonly string[] = ['spark.master', 'spark.submit.deployMode', 'spark.driver.supervise']
const LOG_BYTES = 64_000
const LOG_MS = 20_000
/** The property by which the driver of an attempt is known. */
const MARK = 'spark.aiflow.attempt'

/** What the master says of a driver. */
export interface DriverStatus {
  readonly state: string
  readonly reason: string | null
}

export function isEnded(state: string): boolean {
  return ENDED.includes(state)
}

/** Whether the command that started a driver, as its log begins, is that of a mark. */
export function isMarked(log: string, mark: string): boolean {
  return log.includes(`${MARK}=${mark}"`)
}

/** The class that the master knows a driver by. */
export function driverClassOf({ file, mainClass }: SparkApplication): string {
  return kindOf(file) === 'python' ? SUBMIT_CLASS : (mainClass ?? '')
}

/** A standalone master: its REST interface for submissions, and the page that lists its drivers. */
export class SparkMaster {
  readonly #rest: RestClient
  readonly #web: RestClient

  constructor(restAddress: string, webAddress: string) {
    const reasonOf = (answer: unknown) => textIn(answer, 'message')?.split('\n')[0] ?? null
    this.#rest = new RestClient({ address: restAddress, reasonOf })
    this.#web = new RestClient({ address: webAddress, reasonOf })
  }

  get address(): string {
    return this.#rest.address
  }

  /** Submits a driver, and returns its id. */
  async submit(app: SparkApplication, name: string, mark: string): Promise<string> {
    const body = submissionOf(app, name, mark)
    const answer = await this.#rest.ask('/v1/submissions/create', { method: 'POST', body })
    const id = textIn(answer, 'submissionId')
    if (id !== null) return id
    throw new Error(`${this.address} did not take the application: ${textIn(answer, 'message') ?? 'without a reason'}`)
  }

  /** Null if the master does not know the driver. */
  async statusOf(id: string, signal?: AbortSignal): Promise<DriverStatus | null> {
    const answer = await this.#rest.ask(`/v1/submissions/status/${id}`, signal === undefined ? {} : { signal })
    const state = textIn(answer, 'driverState')
    return state === null || state === 'NOT_FOUND' ? null : { state, reason: textIn(answer, 'message') }
  }

  async kill(id: string): Promise<void> {
    await this.#rest.ask(`/v1/submissions/kill/${id}`, { method: 'POST', body: {} })
  }

  /** All drivers of a class that the master remembers. */
  async driversOf(mainClass: string): Promise<string[]> {
    const all = driversIn(await this.#web.ask('/json/'))
    return all.filter((driver) => textIn(driver, 'mainclass') === mainClass).map((driver) => textIn(driver, 'id') ?? '')
  }

  /**
   * The beginning of what a driver has written, which is the command that started it, or the end; null if it was not started or
   * the page of its worker cannot be read.
   */
  async logOf(id: string, part: 'beginning' | 'end'): Promise<string | null> {
    const state = await this.#web.ask('/json/')
    const driver = driversIn(state).find((each) => textIn(each, 'id') === id)
    const worker = listIn(state, 'workers').find((each) => textIn(each, 'id') === textIn(driver, 'worker'))
    const page = textIn(worker, 'webuiaddress')
    if (page === null) return null
    const offset = part === 'beginning' ? '&offset=0' : ''
    const query = `driverId=${encodeURIComponent(id)}&logType=stderr&byteLength=${LOG_BYTES}${offset}`
    try {
      const response = await fetch(`${page}/log/?${query}`, { signal: abortedAfter(LOG_MS) })
      return response.ok ? await response.text() : null
    } catch {
      return null
    }
  }
}

function driversIn(state: unknown): unknown[] {
  return [...listIn(state, 'activedrivers'), ...listIn(state, 'completeddrivers')]
}

/** The driver is itself the client of its program. */
function pythonArguments(
  properties: Readonly<Record<string, string>>,
  { file, args, master }: SparkApplication,
): string[] {
  const settings = Object.entries(properties).filter(([name]) => !OF_SUBMISSION.includes(name))
  const words = settings.flatMap(([name, value]) => ['--conf', `${name}=${value}`])
  return ['--master', master, '--deploy-mode', 'client', ...words, file, ...args]
}

function submissionOf(app: SparkApplication, name: string, mark: string): Json {
  const { file, master, conf, env, args } = app
  const isPython = kindOf(file) === 'python'
  const properties = {
    'spark.app.name': name,
    ...conf,
    [MARK]: mark,
    'spark.master': master,
    'spark.submit.deployMode': 'cluster',
    // A driver that is started again by the master would be a second one.
    'spark.driver.supervise': 'false',
    ...(isPython ? {} : { 'spark.jars': [file, ...(conf['spark.jars'] ?? '').split(',').filter(Boolean)].join(',') }),
  }
  return {
    action: 'CreateSubmissionRequest',
    clientSparkVersion: '',
    appResource: isPython ? '' : file,
    mainClass: driverClassOf(app),
    appArgs: isPython ? [...pythonArguments(properties, app)] : [...args],
    sparkProperties: properties,
    environmentVariables: { SPARK_ENV_LOADED: '1', ...env },
  }
}
