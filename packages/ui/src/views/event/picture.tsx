import type { EventDetail } from '@aiflow/sdk/client'
import { SegmentedControl, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type RefObject, useLayoutEffect, useRef } from 'react'
import { EventCard } from '../../components/causes/event-card.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { Causes } from './causes.tsx'
import { causesQuery } from './causes-query.ts'
import { EffectBranch } from './effect-branch.tsx'
import { followQuery } from './follow-query.ts'
import { moveInPicture } from './move-in-picture.ts'
import classes from './picture.module.css'

const LAYOUTS = [
  { value: 'picture', label: 'Picture' },
  { value: 'text', label: 'Text' },
]

/** Causes on the left, effects on the right. Each card links to its event or execution. */
export function Picture({ event }: { readonly event: EventDetail }) {
  const { effects } = useSearch({ from: '/layout/events/$event' })
  const navigate = useNavigate({ from: '/events/$event' })
  const layout = effects ?? 'picture'
  const main = useRef<HTMLDivElement>(null)
  const { isSuccess: areCausesThere } = useQuery(causesQuery(event))
  const { isSuccess: areEffectsThere } = useQuery(followQuery({ type: 'event', event }))
  useKeptInSight(main, areCausesThere && areEffectsThere)
  const choose = (value: string) =>
    void navigate({ search: (old) => ({ ...old, effects: value === 'text' ? value : undefined }), replace: true })
  return (
    <Panel
      title="Causes and effects"
      aside={<SegmentedControl size="xs" data={LAYOUTS} value={layout} onChange={choose} aria-label="Shown as" />}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys move between what can be reached by Tab */}
      <div className={classes.picture} data-layout={layout} onKeyDown={moveInPicture}>
        <Causes event={event} />
        <div className={classes.branch} data-branch>
          <div className={classes.node} ref={main}>
            <EventCard event={event} isMain />
          </div>
          <RootEffects event={event} />
        </div>
      </div>
    </Panel>
  )
}

/** When both sides are loaded, scrolls the event into view, with room for its effects. */
function useKeptInSight(ref: RefObject<HTMLElement | null>, isWhole: boolean): void {
  useLayoutEffect(() => {
    const picture = ref.current?.closest('[data-layout]')
    if (!isWhole || ref.current === null || picture == null) return
    const left = ref.current.getBoundingClientRect().left - picture.getBoundingClientRect().left
    picture.scrollLeft += left - picture.clientWidth / 3
  }, [ref, isWhole])
}

function RootEffects({ event }: { readonly event: EventDetail }) {
  const { data, error } = useQuery(followQuery({ type: 'event', event }))
  if (data === undefined) return error === null ? <Skeleton width={180} height={44} /> : <ErrorState error={error} />
  if (data.length === 0) return <p className={classes.nothing}>No effects.</p>
  return <EffectBranch nodes={data} depth={1} />
}
