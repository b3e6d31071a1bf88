import { expect, test } from 'vitest'
import { lastFailure, rootCause } from '../../src/programs/java-failures.ts'

const TRACE = `java.lang.RuntimeException: the job
\tat a.B.c(B.java:1)
Caused by: java.io.IOException: the disk
\tat a.B.d(B.java:2)
Caused by: a.b.NoSpace$FullException: 0 bytes left
\t... 3 more`

test('the innermost cause of a stack trace is its reason', () => {
  expect(rootCause(TRACE)).toBe('a.b.NoSpace$FullException: 0 bytes left')
  expect(rootCause('java.lang.IllegalStateException: alone\n\tat a.B.c(B.java:1)')).toBe(
    'java.lang.IllegalStateException: alone',
  )
  expect(rootCause('All is well.')).toBeNull()
})

test('what a program says last about its failure is its reason', () => {
  expect(lastFailure(`starting\nException in thread "main" ${TRACE}\nbye`)).toBe(
    'a.b.NoSpace$FullException: 0 bytes left',
  )
  expect(lastFailure('Traceback (most recent call last):\n  File "a.py", line 1\nValueError: no rows\nINFO end')).toBe(
    'ValueError: no rows',
  )
  const passedOn = `Traceback (most recent call last):\n  File "a.py", line 1\npy4j.protocol.Py4JJavaError: in o1.\n: ${TRACE}\n\na.b.EndException: Python has ended`
  expect(lastFailure(passedOn)).toBe('a.b.NoSpace$FullException: 0 bytes left')
  expect(lastFailure(`Traceback (most recent call last):\n  File "a.py"\nKeyError: 1\n${TRACE}`)).toBe('KeyError: 1')
  expect(lastFailure('INFO end')).toBeNull()
})
