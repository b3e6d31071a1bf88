import { Tabs } from '@mantine/core'
import { type ReactNode, useDeferredValue, useEffect, useRef } from 'react'
import classes from './view-tabs.module.css'

/** A part of a view that has an address of its own. */
export interface ViewTab<T extends string> {
  readonly value: T
  readonly title: string
  /** Beside the title: how many there are. */
  readonly count?: number | undefined
}

interface ViewTabsProps<T extends string> {
  readonly label: string
  readonly tabs: readonly ViewTab<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
  /** Of the tab that is chosen. */
  readonly children: ReactNode
}

/** Parts of a view, one at a time. */
export function ViewTabs<T extends string>({ label, tabs, value, onChange, children }: ViewTabsProps<T>) {
  const list = useRef<HTMLDivElement>(null)
  // The tab answers at once, whatever its content takes.
  const content = useDeferredValue(children)
  // On a small screen not all of them have room.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen tells which one is active
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
            {tab.count === undefined ? null : <span className={classes.count}>{tab.count.toLocaleString('en')}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={value} className={classes.panel}>
        {content}
      </Tabs.Panel>
    </Tabs>
  )
}
