import { Link, Outlet } from '@tanstack/react-router'
import { WholeHeight } from '../../components/whole-height.tsx'
import { useMay } from '../../data/use-session.ts'
import classes from './admin-view.module.css'

const PARTS = [
  { to: '/admin/namespaces', title: 'Namespaces' },
  { to: '/admin/workers', title: 'Workers' },
  { to: '/admin/pools', title: 'Pools' },
  { to: '/admin/tokens', title: 'Tokens', needsAdmin: true },
  { to: '/admin/audit', title: 'Audit', needsAdmin: true },
  { to: '/admin/configuration', title: 'Configuration', needsAdmin: true },
  { to: '/admin/about', title: 'About' },
] as const

/** What the server is made of, and who may use it. Each part has an address; those that a role may not see are not named. */
export function AdminView() {
  const isAdmin = useMay('admin')
  return (
    <WholeHeight>
      <nav className={classes.parts} aria-label="Administration">
        {PARTS.filter((part) => isAdmin || !('needsAdmin' in part)).map(({ to, title }) => (
          <Link key={to} to={to} className={classes.part} activeOptions={{ includeSearch: false }}>
            {title}
          </Link>
        ))}
      </nav>
      <Outlet />
    </WholeHeight>
  )
}
