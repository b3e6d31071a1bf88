import { Button, PasswordInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Logo } from '../../components/kit/layout/logo.tsx'
import { usePageTitle } from '../../components/kit/layout/page-title.ts'
import { client } from '../../data/client.ts'
import { messageOf } from '../../data/errors.ts'
import { sessionQuery } from '../../data/queries/session.ts'
import classes from './login-view.module.css'

/** Takes a token, or the code in a link from `aiflow open`, which stands behind the `#` of the address. */
export function LoginView() {
  usePageTitle('Log in')
  const [token, setToken] = useState('')
  const { begin, error, isPending } = useLogin()
  useLink((code) => begin({ code }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    begin({ token })
  }
  return (
    <main className={classes.place}>
      <form className={classes.card} onSubmit={submit}>
        <Logo size={36} />
        <h1 className={classes.title}>Log in to AIFlow</h1>
        <PasswordInput
          label="Token"
          placeholder="aiflow_…"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={error === null ? undefined : messageOf(error)}
          autoComplete="off"
          data-autofocus
        />
        <Button type="submit" size="sm" fullWidth loading={isPending} disabled={token.trim() === ''}>
          Log in
        </Button>
        <div className={classes.help}>
          <p>
            On the machine of the server, <code>aiflow open</code> logs you in without a token.
          </p>
          <p>
            Elsewhere ask an administrator for one: <code>aiflow token create NAME --role viewer</code>
          </p>
        </div>
      </form>
    </main>
  )
}

function useLogin() {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { next } = useSearch({ from: '/login' })
  const { mutate, error, isPending } = useMutation({
    mutationFn: (by: Parameters<typeof client.session.begin>[0]) => client.session.begin(by),
    onSuccess: (session) => {
      queryClient.clear()
      queryClient.setQueryData(sessionQuery.queryKey, session)
      return navigate({ to: next ?? '/', replace: true })
    },
    meta: { isShownInPlace: true },
  })
  return { begin: mutate, error, isPending }
}

/** The code is used once and removed from the address. */
function useLink(follow: (code: string) => void): void {
  const used = useRef(false)
  useEffect(() => {
    const code = window.location.hash.slice(1)
    if (code === '' || used.current) return
    used.current = true
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
    follow(code)
  })
}
