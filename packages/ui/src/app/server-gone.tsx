import { Button, Loader } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { EmptyState } from '../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../components/kit/feedback/error-state.tsx'
import { usePageTitle } from '../components/kit/layout/page-title.ts'
import { isOutage } from '../data/errors.ts'

const RETRY_MS = 2000

interface ServerGoneProps {
  readonly error: unknown
}

/** Replaces the whole page while the server cannot be reached. */
export function ServerGone({ error }: ServerGoneProps) {
  usePageTitle('The server is unavailable')
  const router = useRouter()
  const isAway = isOutage(error)
  useEffect(() => {
    if (!isAway) return
    const timer = setInterval(() => void router.invalidate(), RETRY_MS)
    return () => clearInterval(timer)
  }, [router, isAway])
  if (!isAway) return <ErrorState error={error} reset={() => void router.invalidate()} />
  return (
    <main style={{ display: 'grid', placeItems: 'center', minHeight: '100dvh' }}>
      <EmptyState icon={IconPlugConnectedX} title="The server is unavailable">
        <p>
          Tasks keep running. Start it with <code>aiflow server start</code>; this page reconnects by itself.
        </p>
        <p>
          <Loader role="status" size="xs" type="dots" aria-label="Trying again" />
        </p>
        <Button variant="default" onClick={() => void router.invalidate()}>
          Try now
        </Button>
      </EmptyState>
    </main>
  )
}
