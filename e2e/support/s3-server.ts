import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, renameSync } from 'node:fs'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { killAll9 } from './processes.ts'
import { toolFolder } from './tools.ts'
import { waitUntil } from './wait-for.ts'

/** A server of S3 and IAM in memory, which checks signatures and permissions. */
const PACKAGES = ['moto[s3]==5.2.5', 'flask==3.1.2', 'flask-cors==6.0.1']
/** The requests by which the key and the bucket are made. Those that follow need a key. */
const OPEN_REQUESTS = 4
const BUCKET = 'lake'

export interface AccessKey {
  readonly id: string
  readonly secret: string
}

/** A server with the bucket `lake`, and a key that may do everything there. */
export class S3Server {
  #port = 0
  #process: ChildProcess | null = null

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<AccessKey> {
    const folder = await installed()
    this.#port = await freePort()
    const env = { ...process.env, PYTHONPATH: folder, INITIAL_NO_AUTH_ACTION_COUNT: String(OPEN_REQUESTS) }
    const words = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(this.#port)]
    this.#process = spawn('python3', words, { env, stdio: 'ignore' })
    const answers = () =>
      fetch(`${this.url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false,
      )
    await waitUntil('the server of S3', answers)
    await fetch(`${this.url}/${BUCKET}`, { method: 'PUT', headers: unsigned('s3') })
    return this.#key()
  }

  async remove(): Promise<void> {
    const pid = this.#process?.pid
    if (pid !== undefined) await killAll9([{ pid }])
  }

  async #key(): Promise<AccessKey> {
    const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' }
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
    await this.#ask({ Action: 'CreateUser', UserName: 'app' })
    await this.#ask({ Action: 'PutUserPolicy', UserName: 'app', PolicyName: 'all', PolicyDocument: policy })
    const answer = await this.#ask({ Action: 'CreateAccessKey', UserName: 'app' })
    const read = (name: string) => new RegExp(`<${name}>(.*?)<`).exec(answer)?.[1] ?? ''
    return { id: read('AccessKeyId'), secret: read('SecretAccessKey') }
  }

  async #ask(parameters: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams({ Version: '2010-05-08', ...parameters })
    const response = await fetch(this.url, { method: 'POST', headers: unsigned('iam'), body })
    if (!response.ok) throw new Error(`${parameters.Action}: ${response.status} ${await response.text()}`)
    return response.text()
  }
}

/** The signature is not looked at yet, but what it is for. */
function unsigned(service: string): Record<string, string> {
  const credential = `root/20270101/us-east-1/${service}/aws4_request`
  return { authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0` }
}

/** Once for all tests of this clone. */
async function installed(): Promise<string> {
  const folder = toolFolder(PACKAGES.join('+').replaceAll(/[[\]=]/g, '-'))
  if (existsSync(folder)) return folder
  const own = mkdtempSync(toolFolder('installing-'))
  await promisify(execFile)('python3', ['-m', 'pip', 'install', '--quiet', '--target', own, ...PACKAGES])
  try {
    renameSync(own, folder)
  } catch (error) {
    // Another run was first.
    if (!existsSync(folder)) throw error
  }
  return folder
}
