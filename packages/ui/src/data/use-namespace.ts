import { useSearch } from '@tanstack/react-router'

/** The namespace that the page is limited to, undefined for all. */
export function useNamespace(): string | undefined {
  return useSearch({ from: '/layout' }).namespace
}
