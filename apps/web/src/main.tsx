import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { cspNonce } from './theme/nonce.ts'

// Where the scroll lock of dialogs looks for the nonce of its style element.
Object.assign(globalThis, { __webpack_nonce__: cspNonce() })

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<App />)
