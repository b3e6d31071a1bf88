import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AIFlowHome } from '../../support/aiflow-home.ts'
import { waitUntil } from '../../support/wait-for.ts'
import { freePort } from './free-port.ts'

/** A real Prometheus that scrapes the server of a home, as the documentation says, with rules from a file. */
export class Prometheus {
  readonly #folder = mkdtempSync(join(tmpdir(), 'aiflow-prometheus-'))
  #process: ChildProcess | null = null
  #url = ''

  /** Resolves when it has scraped the server. */
  async start(home: AIFlowHome, rules: string): Promise<void> {
    const port = await freePort()
    this.#url = `http://127.0.0.1:${port}`
    const token = join(this.#folder, 'aiflow.token')
    writeFileSync(token, home.token, { mode: 0o600 })
    const config = join(this.#folder, 'prometheus.yml')
    writeFileSync(
      config,
      `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [${rules}]
scrape_configs:
  - job_name: aiflow
    authorization: { credentials_file: ${token} }
    static_configs: [{ targets: ['${new URL(home.url).host}'] }]
`,
    )
    const flags = [`--config.file=${config}`, `--storage.tsdb.path=${this.#folder}/data`]
    this.#process = spawn('prometheus', [...flags, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' })
    await once(this.#process, 'spawn')
    await waitUntil('Prometheus to scrape the server', async () => {
      const found = await this.#get('/api/v1/query?query=up').catch(() => null)
      return isUp(found)
    })
  }

  /** What is wrong with an expression; null if it can be evaluated. */
  async problemOf(expression: string): Promise<string | null> {
    const { error } = await this.#get(`/api/v1/query?query=${encodeURIComponent(expression)}`)
    return typeof error === 'string' ? error : null
  }

  /** The health of each alert, by its name. */
  async alerts(): Promise<Map<string, string>> {
    const { data } = (await this.#get('/api/v1/rules')) as { data: { groups: { rules: Rule[] }[] } }
    return new Map(data.groups.flatMap(({ rules }) => rules.map(({ name, health }) => [name, health])))
  }

  async remove(): Promise<void> {
    if (this.#process !== null && this.#process.exitCode === null) {
      this.#process.kill('SIGKILL')
      await once(this.#process, 'exit')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #get(path: string): Promise<Record<string, unknown>> {
    return (await (await fetch(`${this.#url}${path}`)).json()) as Record<string, unknown>
  }
}

interface Rule {
  readonly name: string
  readonly health: string
}

function isUp(answer: unknown): boolean {
  const { data } = (answer ?? {}) as { data?: { result?: { value?: [number, string] }[] } }
  return data?.result?.[0]?.value?.[1] === '1'
}

/** Runs promtool in a folder, and returns what it printed. Throws if it finds a mistake. */
export async function promtool(folder: string, ...words: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('promtool', words, { cwd: folder })
  return stdout
}

/** The names of the metrics that a server has, as rules and dashboards use them. */
export async function metricNames(home: AIFlowHome): Promise<Set<string>> {
  const response = await fetch(`${home.url}/metrics`, { headers: { authorization: `Bearer ${home.token}` } })
  const types = [...(await response.text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)]
  const suffixes = (type = '') => (type === 'histogram' ? ['_bucket', '_count', '_sum'] : [''])
  return new Set(types.flatMap(([, name, type]) => suffixes(type).map((suffix) => `${name}${suffix}`)))
}

/** The names of our metrics in a text with expressions. */
export function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\b(?:aiflow|nodejs|process)_\w+/g))]
}
