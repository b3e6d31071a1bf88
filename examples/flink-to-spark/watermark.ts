const HOUR_MS = 3_600_000

/** How many hours of event time are complete and written, by the watermark of the last step of a job in Flink. */
export async function completeHours(flink: string, job: string, step: string): Promise<number> {
  const { jobs } = await read<{ jobs: { jid: string; name: string; state: string }[] }>(`${flink}/jobs/overview`)
  const id = jobs.find(({ name, state }) => name === job && state === 'RUNNING')?.jid
  if (id === undefined) return 0
  const { vertices } = await read<{ vertices: { id: string; name: string }[] }>(`${flink}/jobs/${id}`)
  const vertex = vertices.find(({ name }) => name.startsWith(step))?.id
  const watermarks = await read<{ value: string }[]>(`${flink}/jobs/${id}/vertices/${vertex}/watermarks`)
  // A step that has not heard of the time yet has none, or the smallest number.
  if (watermarks.length === 0) return 0
  const earliest = Math.min(...watermarks.map(({ value }) => Number(value)))
  return Math.max(Math.floor((earliest + 1) / HOUR_MS), 0)
}

async function read<T>(url: string): Promise<T> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}.`)
  return response.json() as Promise<T>
}
