import { Burger, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ConfirmDialog } from '../components/kit/feedback/confirm.tsx'
import { Logo } from '../components/kit/layout/logo.tsx'
import { LiveProvider } from '../data/live/live-provider.tsx'
import { AwayBanner } from './banners/away-banner.tsx'
import { ClockBanner } from './banners/clock-banner.tsx'
import { StoreBanner } from './banners/store-banner.tsx'
import { CommandPalette } from './keyboard/command-palette.tsx'
import { ShortcutHelp } from './keyboard/shortcut-help.tsx'
import classes from './layout.module.css'
import { Navigation } from './navigation/navigation.tsx'
import { useSetting } from './use-setting.ts'

/** The frame around every view: navigation on the left, the view on the right. */
export function Layout() {
  const [narrow, setNarrow] = useSetting('narrowNavigation')
  const isNarrow = narrow === 'yes'
  return (
    <LiveProvider>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <div className={classes.layout} data-narrow={isNarrow || undefined}>
        <aside className={classes.side}>
          <Navigation isNarrow={isNarrow} onToggle={() => setNarrow(isNarrow ? null : 'yes')} />
        </aside>
        <div className={classes.main}>
          <div className={classes.head}>
            <TopBar />
            <AwayBanner />
            <StoreBanner />
            <ClockBanner />
          </div>
          <main id="content" className={classes.content} tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <CommandPalette />
      <ConfirmDialog />
      <ShortcutHelp />
    </LiveProvider>
  )
}

/** On small screens, the navigation opens from a button. */
function TopBar() {
  const [isOpen, { toggle, close }] = useDisclosure(false)
  const { pathname } = useLocation()
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new location closes the navigation
  useEffect(close, [pathname])
  return (
    <header className={classes.top}>
      <Burger size="sm" opened={isOpen} onClick={toggle} aria-label="Navigation" />
      <Logo size={24} />
      <strong>AIFlow</strong>
      <Drawer opened={isOpen} onClose={close} size={260} title="AIFlow" padding="sm">
        <Navigation isNarrow={false} />
      </Drawer>
    </header>
  )
}
