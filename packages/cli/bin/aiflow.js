#!/usr/bin/env node
// Plain JavaScript for any Node since 14: it only finds a Node that can run the program.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'
import { describeOldNode, findNewerNode, isNewEnough } from './newer-node.js'
import { refuseOtherThanUtf8 } from './refuse-other-than-utf8.js'

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2']
/** A terminal sends these to the whole process group, so the child has them already. */
const TERMINAL_SIGNALS = ['SIGINT', 'SIGQUIT']
const PARENT_LOOK_MS = 200

const fail = (message) => {
  process.stderr.write(`aiflow: ${message}\n`)
  process.exit(1)
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
  child.on('error', (error) => fail(`cannot run "${node}": ${error.message}. Install Node 24 or newer.`))
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
if (isNewEnough(process.versions.node)) {
  await run()
} else {
  const node = findNewerNode()
  if (node) respawn(node)
  else fail(describeOldNode(process.versions.node))
}
