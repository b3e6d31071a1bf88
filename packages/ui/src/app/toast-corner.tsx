import { CloseButton } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useEffect, useSyncExternalStore } from 'react'
import { type Toast, toast, toasts } from '../components/kit/feedback/toast.ts'
import classes from './toast-corner.module.css'

const SHOWN_MS = { success: 4000, failure: 12_000 }

export function ToastCorner() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.get)
  return (
    <section className={classes.corner} aria-label="Messages" aria-live="polite">
      {shown.map((one) => (
        <ToastCard key={one.id} {...one} />
      ))}
    </section>
  )
}

function ToastCard({ id, tone, text }: Toast) {
  useEffect(() => {
    const timer = setTimeout(() => toast.remove(id), SHOWN_MS[tone])
    return () => clearTimeout(timer)
  }, [id, tone])
  const IconOf = tone === 'success' ? IconCheck : IconAlertTriangle
  return (
    <div className={classes.toast} data-tone={tone} role={tone === 'failure' ? 'alert' : undefined}>
      <IconOf size={16} aria-hidden className={classes.icon} />
      <span className={classes.text}>{text}</span>
      <CloseButton size="xs" aria-label="Dismiss" onClick={() => toast.remove(id)} />
    </div>
  )
}
