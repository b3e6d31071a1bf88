import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { toast } from '../components/kit/feedback/toast.ts'
import { createQueryClient } from '../data/query-client.ts'
import { theme } from '../theme/theme.ts'
import { createPageRouter } from './router.ts'
import { ToastCorner } from './toast-corner.tsx'

const queryClient = createQueryClient({ onUnauthenticated: goToLogin, onFailure: toast.failure })
const router = createPageRouter(queryClient)

/** The session has ended. After the login, the page returns to what it showed. */
function goToLogin(): void {
  const { pathname, href } = router.state.location
  if (pathname === '/login') return
  queryClient.removeQueries({ queryKey: ['session'] })
  void router.navigate({ to: '/login', search: { next: href } })
}

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <ToastCorner />
      </QueryClientProvider>
    </MantineProvider>
  )
}
