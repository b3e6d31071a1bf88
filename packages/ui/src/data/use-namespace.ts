import { useSearch } from '@tanstack/react-router'

/** What the page is narrowed to, undefined for all namespaces. */
export function useNamespace(): string | undefined {
  return useSearch({ from: '/layout' }).namespace
}
