import { IconCircleCheck, IconCircleOff } from '@tabler/icons-react'
import classes from './enabled-sign.module.css'

/** Whether new executions of a workflow may start. */
export function EnabledSign({ enabled }: { readonly enabled: boolean }) {
  const IconOf = enabled ? IconCircleCheck : IconCircleOff
  return (
    <span className={classes.sign} data-enabled={enabled || undefined}>
      <IconOf size={14} aria-hidden />
      {enabled ? 'Enabled' : 'Disabled'}
    </span>
  )
}
