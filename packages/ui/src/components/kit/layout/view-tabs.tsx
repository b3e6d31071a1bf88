import { Tabs } from '@mantine/core'
import { type ReactNode, useDeferredValue, useEffect, useRef } from 'react'
import { countText } from '../text/count-text.ts'
import classes from './view-tabs.module.css'

/** A part of a view that has an address of its own. */
export interface ViewTab<T extends string> {
  readonly value: T
  readonly title: string
  /** Beside the title: a count. */
  readonly count?: number | undefined
}

interface ViewTabsProps<T extends string> {
  readonly label: string
  readonly tabs: readonly ViewTab<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
  /** The content of the selected tab. */
  readonly children: ReactNode
}

/** The tabs of a view. */
export function ViewTabs<T extends string>({ label, tabs, value, onChange, children }: ViewTabsProps<T>) {
  const list = useRef<HTMLDivElement>(null)
  // Select the tab at once, even if its content takes long to render.
  const content = useDeferredValue(children)
  // On a small screen, the tabs may not all fit.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the value says which tab is active
  useEffect(() => {
    list.current?.querySelector('[data-active]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [value])
  const choose = (chosen: string | null) => {
    const tab = tabs.find((one) => one.value === chosen)
    if (tab !== undefined) onChange(tab.value)
  }
  return (
    <Tabs value={value} onChange={choose} keepMounted={false} className={classes.tabs}>
      <Tabs.List ref={list} aria-label={label} className={classes.list}>
        {tabs.map((tab) => (
          <Tabs.Tab key={tab.value} value={tab.value}>
            {tab.title}
            {tab.count === undefined ? null : <span className={classes.count}>{countText(tab.count)}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={value} className={classes.panel}>
        {content}
      </Tabs.Panel>
    </Tabs>
  )
}
