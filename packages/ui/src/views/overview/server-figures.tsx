import { useQuery } from '@tanstack/react-query'
import { Duration } from '../../components/duration.tsx'
import { Figure, Figures } from '../../components/figures.tsx'
import { serverQuery } from '../../data/queries/server.ts'

/** The server in a few numbers. */
export function ServerFigures() {
  const { data: server } = useQuery(serverQuery)
  const connected = server?.workers.filter((worker) => worker.connected) ?? []
  const busy = connected.reduce((sum, worker) => sum + worker.busy, 0)
  const slots = connected.reduce((sum, worker) => sum + worker.slots, 0)
  return (
    <Figures>
      <Figure label="Living executions" value={server?.aliveExecutions} />
      <Figure label="Living tasks" value={server?.aliveTasks} />
      <Figure label="Worker slots in use" value={server === undefined ? undefined : `${busy} of ${slots}`} />
      <Figure label="Events in the log" value={server?.lastOffset} />
      <Figure
        label="Up for"
        value={server === undefined ? undefined : <Duration from={server.startTime} to={null} />}
      />
    </Figures>
  )
}
