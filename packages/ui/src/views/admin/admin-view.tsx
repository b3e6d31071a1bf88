import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { WholeHeight } from '../../components/kit/layout/whole-height.tsx'
import { useMay, useSession } from '../../data/use-session.ts'
import classes from './admin-view.module.css'

/** Some tabs need the role `admin`, some of them for all namespaces. */
const PARTS = [
  { to: '/admin/namespaces', title: 'Namespaces', needs: 'nothing' },
  { to: '/admin/workers', title: 'Workers', needs: 'nothing' },
  { to: '/admin/pools', title: 'Pools', needs: 'nothing' },
  { to: '/admin/secrets', title: 'Secrets', needs: 'nothing' },
  { to: '/admin/connections', title: 'Connections', needs: 'nothing' },
  { to: '/admin/tokens', title: 'Tokens', needs: 'all' },
  { to: '/admin/audit', title: 'Audit', needs: 'admin' },
  { to: '/admin/configuration', title: 'Configuration', needs: 'all' },
  { to: '/admin/about', title: 'About', needs: 'nothing' },
] as const

/**
 * The parts of the server and its access control. Each tab has an address. Tabs that the role may not see are hidden.
 */
export function AdminView() {
  const { namespaces } = useSession()
  const isAdmin = useMay('admin')
  const parts = useShownLink()
  const has = { nothing: true, admin: isAdmin, all: isAdmin && namespaces === null }
  return (
    <WholeHeight>
      <nav ref={parts} className={classes.parts} aria-label="Administration">
        {PARTS.filter(({ needs }) => has[needs]).map(({ to, title }) => (
          <Link key={to} to={to} className={classes.part} activeOptions={{ includeSearch: false }}>
            {title}
          </Link>
        ))}
      </nav>
      <Outlet />
    </WholeHeight>
  )
}

/** On a small screen, the tabs may not all fit. */
function useShownLink() {
  const { pathname } = useLocation()
  const links = useRef<HTMLElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the location says which link is current
  useEffect(() => {
    links.current?.querySelector('[aria-current="page"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [pathname])
  return links
}
