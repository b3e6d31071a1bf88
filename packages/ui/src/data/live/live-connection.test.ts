import { AIFlowError } from '@aiflow/sdk'
import type { AIFlowClient, LiveMessage } from '@aiflow/sdk/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LiveConnection, type LiveState } from './live-connection.ts'

type Answer = 'lost' | 'refused' | readonly number[]

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** A page connected to a server with the given answers, in order. The last one repeats. */
class Page {
  readonly asked: (number | undefined)[] = []
  readonly heard: number[] = []
  readonly states: LiveState[] = []
  isLoggedOut = false
  readonly connection: LiveConnection

  constructor(...answers: readonly Answer[]) {
    this.connection = new LiveConnection({
      client: { live: { listen: (options) => this.#listen(answers, options?.from) } } as Pick<AIFlowClient, 'live'>,
      namespace: undefined,
      lastOffset: () => this.heard.at(-1),
      onMessage: ({ offset }) => this.heard.push(offset),
      onUnauthenticated: () => {
        this.isLoggedOut = true
      },
    })
    this.connection.subscribe(() => this.states.push(this.connection.state()))
  }

  async *#listen(answers: readonly Answer[], from: number | undefined): AsyncGenerator<LiveMessage> {
    const answer = answers[Math.min(this.asked.length, answers.length - 1)]
    this.asked.push(from)
    if (answer === 'lost') throw new AIFlowError('SERVER_UNAVAILABLE', 'The server does not answer.')
    if (answer === 'refused') throw new AIFlowError('UNAUTHENTICATED', 'The session has ended.')
    for (const offset of answer ?? []) yield { offset } as LiveMessage
  }
}

test('it is live from the first message on', async () => {
  const page = new Page([3])
  expect(page.connection.state()).toBe('connecting')
  page.connection.start()
  await vi.advanceTimersByTimeAsync(0)
  expect(page.states).toEqual(['live'])
  page.connection.stop()
})

test('it reconnects by itself and continues from the last offset', async () => {
  const page = new Page([3, 4], 'lost', [9])
  page.connection.start()
  await vi.advanceTimersByTimeAsync(1000)
  expect(page.states).toEqual(['live', 'lost'])
  await vi.advanceTimersByTimeAsync(1000)
  page.connection.stop()
  expect(page.asked).toEqual([undefined, 4, 4])
  expect(page.heard).toEqual([3, 4, 9])
  expect(page.states).toEqual(['live', 'lost', 'live'])
})

test('the end of the session is reported, and it does not reconnect', async () => {
  const page = new Page([3], 'refused')
  page.connection.start()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(page.isLoggedOut).toBe(true)
  expect(page.asked).toHaveLength(2)
})

test('it does nothing after it is stopped', async () => {
  const page = new Page('lost')
  page.connection.start()
  page.connection.stop()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(page.asked).toHaveLength(1)
  expect(page.states).toEqual([])
})
