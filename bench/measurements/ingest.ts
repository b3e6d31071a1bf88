import type { Measurement } from '../measurement.ts'
import { batchBody, eventBody, ratePerSecond, withPosters } from '../stage/load.ts'

const IN_FLIGHT = 64
const EVENTS_PER_ROUND = 40_000
const BATCH = 100
const BATCHES_PER_ROUND = 1500

/** Each request is answered when its event is durable. No rule uses the key. */
export const ingest: Measurement = {
  name: 'ingest',
  workflows: [],
  async run(stage, { rounds }) {
    const rates = await withPosters(stage, IN_FLIGHT, async (posters) => {
      const post = async (lane: number): Promise<void> =>
        void (await posters[lane]?.post(eventBody('bench-ingest', lane)))
      return ratesOf(rounds, () => ratePerSecond(EVENTS_PER_ROUND, IN_FLIGHT, post))
    })
    const label = `durable ingest over HTTP, one event a request, ${IN_FLIGHT} in flight, no limit of requests`
    return [{ label, unit: 'events/s', better: 'higher', aim: 20_000, samples: rates }]
  },
}

export const ingestBatches: Measurement = {
  name: 'ingest-batches',
  workflows: [],
  async run(stage, { rounds }) {
    const lanes = 8
    const rates = await withPosters(stage, lanes, async (posters) => {
      const post = async (lane: number): Promise<void> =>
        void (await posters[lane]?.post(batchBody('bench-ingest', BATCH)))
      return ratesOf(rounds, () => ratePerSecond(BATCHES_PER_ROUND, lanes, post))
    })
    const label = `durable ingest over HTTP, ${BATCH} events a request, ${lanes} in flight`
    return [{ label, unit: 'events/s', better: 'higher', aim: null, samples: rates.map((rate) => rate * BATCH) }]
  },
}

async function ratesOf(rounds: number, round: () => Promise<number>): Promise<number[]> {
  await round()
  const rates: number[] = []
  for (let number = 0; number < rounds; number += 1) rates.push(await round())
  return rates
}
