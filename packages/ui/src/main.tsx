import '@mantine/core/styles.css'
import './theme/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'

const place = document.getElementById('page')
if (place === null) throw new Error('the document has no place for the page')
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
