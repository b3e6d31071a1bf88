import { PageHeader } from '../../components/page-header.tsx'
import { ServerFigures } from './server-figures.tsx'

/** What is alive now, and what needs a look. */
export function OverviewView() {
  return (
    <>
      <PageHeader title="Overview" />
      <ServerFigures />
    </>
  )
}
