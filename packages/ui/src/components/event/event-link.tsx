import { Link } from '@tanstack/react-router'

/** Leads to an event by its place in the log. */
export function EventLink({ offset }: { readonly offset: number }) {
  return (
    <Link to="/events/$event" params={{ event: offset }}>
      {offset}
    </Link>
  )
}
