import { Link } from '@tanstack/react-router'

/** Links to an event by its offset. */
export function EventLink({ offset }: { readonly offset: number }) {
  return (
    <Link to="/events/$event" params={{ event: offset }}>
      {offset}
    </Link>
  )
}
