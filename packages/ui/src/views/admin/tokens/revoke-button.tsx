import type { TokenResource } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { confirm } from '../../../components/kit/feedback/confirm.tsx'
import { toast } from '../../../components/kit/feedback/toast.ts'
import { client } from '../../../data/client.ts'
import { tokensQuery } from '../../../data/queries/administration.ts'

export function RevokeButton({ token: { name } }: { readonly token: TokenResource }) {
  const queryClient = useQueryClient()
  const ask = () =>
    confirm({
      title: 'Revoke token',
      text: `"${name}" stops working at once, and its sessions end. This cannot be undone.`,
      action: 'Revoke',
      isDangerous: true,
      run: async () => {
        await client.tokens.revoke(name)
        toast.success(`Token "${name}" was revoked.`)
        await queryClient.invalidateQueries({ queryKey: tokensQuery.queryKey })
      },
    })
  return (
    <Button variant="default" size="compact-xs" onClick={ask} aria-label={`Revoke ${name}`}>
      Revoke
    </Button>
  )
}
