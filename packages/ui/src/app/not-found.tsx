import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { EmptyState } from '../components/empty-state.tsx'
import { usePageTitle } from '../components/page-title.ts'

export function NotFound() {
  usePageTitle('Nothing here')
  return (
    <EmptyState icon={IconMapOff} title="There is nothing at this address">
      Check it, or go to the <Link to="/">overview</Link>.
    </EmptyState>
  )
}
