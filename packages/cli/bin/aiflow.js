#!/usr/bin/env node
// Plain JavaScript for any Node since 14: it only finds a Node that can run the program.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { refuseOtherThanUtf8 } from './refuse-other-than-utf8.js'

const REQUIRED_MAJOR = 24
const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']
/** A terminal sends these to the whole process group, so the child has them already. */
const TERMINAL_SIGNALS = ['SIGINT', 'SIGQUIT']
const PARENT_LOOK_MS = 200

const majorOf = (version) => Number(version.split('.')[0])

const fail = (message) => {
  process.stderr.write(`aiflow: ${message}\n`)
  process.exit(1)
}

/** The path of the Node that npm installed beside this program, undefined where there is none that is new enough. */
const findPackagedNode = () => {
  try {
    const manifest = createRequire(import.meta.url).resolve('node/package.json')
    const binary = join(dirname(manifest), 'bin', 'node')
    const isNewEnough = majorOf(JSON.parse(readFileSync(manifest, 'utf8')).version) >= REQUIRED_MAJOR
    return isNewEnough && existsSync(binary) ? binary : undefined
  } catch {
    return undefined // Not installed, which is normal outside a clone.
  }
}

const exitLike = (code, signal) => {
  if (signal === null) process.exit(code)
  for (const name of FORWARDED_SIGNALS) process.removeAllListeners(name)
  process.kill(process.pid, signal)
  // Only reached for a signal that does not end this process.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100)
}

const respawn = (node) => {
  // The program would be given the changed texts.
  refuseOtherThanUtf8()
  let child
  // Before there is a program, which would go on alone after a signal that ends this process.
  for (const name of FORWARDED_SIGNALS) {
    process.on(name, () => {
      if (!(TERMINAL_SIGNALS.includes(name) && isatty(0))) child.kill(name)
    })
  }
  child = spawn(node, [...process.execArgv, fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  child.on('error', (error) => fail(`cannot run "${node}": ${error.message}. Install Node ${REQUIRED_MAJOR} or newer.`))
  child.on('exit', exitLike)
}

const run = () => {
  const program = new URL('../dist/aiflow.js', import.meta.url)
  if (!existsSync(fileURLToPath(program))) fail('the program is not built yet. Run "npm run build" first.')
  return import(program.href)
}

/**
 * npx and npm pass a signal to the shell between themselves and this program. The shell ends without passing it on, and a
 * command that runs until it is ended would go on alone.
 */
const endWithNpx = () => {
  // biome-ignore lint/style/noProcessEnv: this program stands before everything that reads the environment
  if (process.env.npm_command === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, PARENT_LOOK_MS)
  timer.unref()
}

endWithNpx()
if (majorOf(process.versions.node) >= REQUIRED_MAJOR) {
  await run()
} else {
  const node = findPackagedNode()
  if (node) respawn(node)
  else
    fail(`needs Node ${REQUIRED_MAJOR} or newer, this is ${process.versions.node}. Install it from https://nodejs.org.`)
}
