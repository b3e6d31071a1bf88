import { useQuery } from '@tanstack/react-query'
import { counted } from '../../components/kit/text/count-text.ts'
import { durationText } from '../../components/kit/text/time-text.ts'
import { serverQuery } from '../../data/queries/server.ts'
import { loadQuery } from '../../data/queries/statistics.ts'
import { Figure, Figures } from './figures.tsx'

/** A lag from which the scheduler counts as overloaded. */
const LATE_SECONDS = 1

/** The load of the server in a few numbers. */
export function ServerFigures() {
  const { data: server } = useQuery(serverQuery)
  const { data: load } = useQuery(loadQuery)
  const connected = server?.workers.filter((worker) => worker.connected) ?? []
  const busy = connected.reduce((sum, worker) => sum + worker.busy, 0)
  const slots = connected.reduce((sum, worker) => sum + worker.slots, 0)
  return (
    <Figures>
      <Figure label="Active executions" value={server?.aliveExecutions} />
      <Figure
        label="Running tasks"
        value={server?.aliveTasks}
        hint={load && `${load.waitingTasks} waiting for a slot`}
      />
      <Figure
        label="Worker slots in use"
        value={server && `${busy} of ${slots}`}
        hint={server && counted(connected.length, 'worker')}
        {...(server !== undefined && connected.length === 0 ? { tone: 'failed' } : {})}
      />
      <Figure
        label="Scheduler lag"
        value={load && durationText(load.lag.seconds * 1000)}
        hint={load && `${counted(load.inbox.events, 'event')} waiting in inboxes`}
        {...(load !== undefined && load.lag.seconds > LATE_SECONDS ? { tone: 'retrying' } : {})}
      />
      <Figure
        label="Dead letters"
        value={load?.deadLetters}
        hint={load && (load.deadLetters === 0 ? 'every event was processed' : 'need attention')}
        {...(load !== undefined && load.deadLetters > 0 ? { tone: 'failed' } : {})}
      />
      <Figure label="Events in the log" value={server?.lastOffset} />
    </Figures>
  )
}
