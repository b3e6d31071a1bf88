import '@mantine/core/styles.layer.css'
import './theme/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'

// After an upgrade of the server, the chunks of an older page are gone. Load the page again, once.
window.addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('aiflow.reloaded') === window.location.href) return
  sessionStorage.setItem('aiflow.reloaded', window.location.href)
  window.location.reload()
})

const place = document.getElementById('page')
if (place === null) throw new Error('the document has no place for the page')
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
