#!/usr/bin/env node
// Plain JavaScript for any Node since 14: it only refuses a Node that cannot run the program.
const REQUIRED_MAJOR = 20

if (Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR) {
  await import('../dist/create-aiflow.js')
} else {
  process.stderr.write(
    `Error: create-aiflow needs Node ${REQUIRED_MAJOR} or newer, this is ${process.versions.node}. Install it from https://nodejs.org.\n`,
  )
  process.exitCode = 1
}
