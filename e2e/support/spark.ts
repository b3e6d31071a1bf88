import { type ChildProcess, spawn } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import { compileJar, installJavaPackage, QUICK_JAVA } from './java-tools.ts'
import { killAll9, processesOf } from './processes.ts'
import { waitUntil } from './wait-for.ts'

const SPARK = {
  requirement: 'pyspark==4.3.0',
  files: '/deps/(bin|sbin|jars)/(?!connect-repl)|/pyspark/.*[.](py|json)$|/lib/py4j',
}

const NUMBERS = fileURLToPath(new URL('../fixtures/operators/spark/Numbers.java', import.meta.url))

const START_MS = 180_000

interface MasterState {
  readonly aliveworkers: number
  readonly activeapps: readonly { readonly id: string; readonly name: string }[]
  readonly completedapps: readonly { readonly id: string; readonly name: string }[]
  readonly activedrivers: readonly { readonly id: string }[]
  readonly completeddrivers: readonly { readonly id: string; readonly state: string }[]
}

/** A real standalone cluster of Spark: one process that manages, and one that works. */
export class SparkStandalone {
  readonly folder = mkdtempSync(join(tmpdir(), 'aiflow-spark-'))
  /** A program for Spark, see `Numbers.java`. */
  jar = ''
  /** Settings that make it start quickly. */
  readonly conf = {
    'spark.ui.enabled': 'false',
    'spark.cores.max': '1',
    'spark.driver.memory': '512m',
    'spark.executor.memory': '512m',
    'spark.driver.extraJavaOptions': QUICK_JAVA.join(' '),
    'spark.executor.extraJavaOptions': QUICK_JAVA.join(' '),
  }
  /** The folder of Spark. */
  home = ''
  master = ''
  webAddress = ''
  restAddress = ''
  #processes: ChildProcess[] = []

  /** The variables that programs of Spark need, since it was installed from a Python package. */
  get environment(): Record<string, string> {
    const python = join(this.home, '..')
    return {
      SPARK_HOME: this.home,
      SPARK_SCALA_VERSION: '2.13',
      SPARK_LOCAL_IP: '127.0.0.1',
      SPARK_LOCAL_DIRS: this.folder,
      PYTHONPATH: [python, ...globSync('lib/py4j-*.zip', { cwd: python }).map((name) => join(python, name))].join(':'),
    }
  }

  async start(): Promise<void> {
    if (this.home === '') await this.#prepare()
    const { port } = new URL(this.master)
    const [webPort, restPort] = [this.webAddress, this.restAddress].map((address) => new URL(address).port)
    const rest = ['-Dspark.master.rest.enabled=true', `-Dspark.master.rest.port=${restPort}`]
    const host = ['--host', '127.0.0.1']
    this.#launch('org.apache.spark.deploy.master.Master', rest, [...host, '--port', port, '--webui-port', `${webPort}`])
    const size = ['--cores', '4', '--memory', '2g', '--work-dir', join(this.folder, 'work'), '--webui-port', '0']
    this.#launch('org.apache.spark.deploy.worker.Worker', [], [...host, ...size, this.master])
    const isReady = async () => (await this.state().catch(() => null))?.aliveworkers === 1
    await waitUntil('the Spark cluster', isReady, START_MS)
  }

  async state(): Promise<MasterState> {
    return (await fetch(`${this.webAddress}/json/`)).json() as Promise<MasterState>
  }

  /** Processes of drivers and executors. */
  processes(): ReturnType<typeof processesOf> {
    return processesOf(this.folder).filter(({ command }) => !/deploy\.(master\.Master|worker\.Worker) /.test(command))
  }

  /** Ends all processes at once. */
  async kill(): Promise<void> {
    await killAll9(this.#processes.flatMap(({ pid }) => (pid === undefined ? [] : [{ pid }])))
    await killAll9(processesOf(this.folder))
    this.#processes = []
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Installs Spark without a cluster. */
  async install(): Promise<void> {
    const installed = await installJavaPackage(SPARK)
    this.home = join(installed, globSync('pyspark-*/deps', { cwd: installed })[0] ?? '')
  }

  /** Writes a `spark-submit` into a folder, as a machine with a whole Spark has it. */
  writeClient(folder: string): void {
    mkdirSync(folder)
    const variables = Object.entries(this.environment).map(([name, value]) => `export ${name}='${value}'`)
    const lines = ['#!/bin/sh', ...variables, `exec '${join(this.home, 'bin/spark-submit')}' "$@"`]
    writeFileSync(join(folder, 'spark-submit'), `${lines.join('\n')}\n`, { mode: 0o755 })
  }

  async #prepare(): Promise<void> {
    await this.install()
    this.master = `spark://127.0.0.1:${await freePort()}`
    this.webAddress = `http://127.0.0.1:${await freePort()}`
    this.restAddress = `http://127.0.0.1:${await freePort()}`
    this.jar = await compileJar(NUMBERS, `${join(this.home, 'jars')}/*`, join(this.folder, 'numbers.jar'))
    mkdirSync(join(this.folder, 'conf'))
    writeFileSync(join(this.folder, 'conf/log4j2.properties'), LOG)
  }

  #launch(main: string, java: readonly string[], words: readonly string[]): void {
    const log = openSync(join(this.folder, 'log'), 'a')
    const classPath = `${join(this.folder, 'conf')}:${join(this.home, 'jars')}/*`
    const all = [...QUICK_JAVA, '-Xmx256m', ...java, '-cp', classPath, main, ...words]
    const env = { ...process.env, ...this.environment }
    this.#processes.push(spawn('java', all, { cwd: this.folder, env, stdio: ['ignore', log, log] }))
  }
}

const LOG = `rootLogger.level = warn
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex
`
