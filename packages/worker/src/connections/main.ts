import { text } from 'node:stream/consumers'
import { abortedAfter } from '@aiflow/sdk/internal/time'
import { TEST_LIMIT_MS } from './connection-tester.ts'
import { testConnection } from './test-connection.ts'

/*
 * The program that tests a connection. It gets the connection as JSON on its stdin, and writes the result to its stdout. It has a
 * process to itself, so that the worker stays small, and is neither blocked nor harmed by what a service sends.
 */

const connection = JSON.parse(await text(process.stdin))
const result = await testConnection(connection, abortedAfter(TEST_LIMIT_MS))
process.stdout.write(JSON.stringify(result), () => process.exit())
