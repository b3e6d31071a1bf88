import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { client } from '../client.ts'
import { serverQuery } from '../queries/server.ts'
import { useNamespace } from '../use-namespace.ts'
import { serverClock } from './clock.ts'
import { LiveConnection, type LiveState } from './live-connection.ts'
import { patchExecutions } from './patch-executions.ts'
import { Refresher } from './refresher.ts'
import { whileSeen } from './while-seen.ts'

const LiveContext = createContext<LiveConnection | null>(null)

/** Keeps the whole page current with one connection. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const connection = useConnection()
  return <LiveContext value={connection}>{children}</LiveContext>
}

/** Whether the page is connected to the server. */
export function useLiveState(): LiveState {
  const connection = useContext(LiveContext)
  if (connection === null) throw new Error('this is shown outside of the layout')
  return useSyncExternalStore(connection.subscribe, connection.state)
}

function useConnection(): LiveConnection {
  const queryClient = useQueryClient()
  const namespace = useNamespace()
  const navigate = useNavigate()
  const leave = useRef(() => {})
  leave.current = () => void navigate({ to: '/login', search: { next: window.location.pathname } })
  const { connection, refresher } = useMemo(() => {
    const refresher = new Refresher(queryClient)
    const connection = new LiveConnection({
      client,
      namespace,
      lastOffset: () => queryClient.getQueryData(serverQuery.queryKey)?.lastOffset,
      onUnauthenticated: () => leave.current(),
      onMessage: (message) => {
        serverClock.set(message.time)
        queryClient.setQueryData(serverQuery.queryKey, message.server)
        patchExecutions(queryClient, message)
        refresher.apply(message)
      },
    })
    return { connection, refresher }
  }, [queryClient, namespace])
  useEffect(() => {
    const end = whileSeen({ start: () => connection.start(), stop: () => connection.stop() })
    return () => {
      end()
      refresher.stop()
    }
  }, [connection, refresher])
  return connection
}
