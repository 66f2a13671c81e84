import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the API listens while developing; `npm start` serves the built files itself. */
const api = process.env['SLUICE_API'] ?? 'http://127.0.0.1:4400'

export default defineConfig({
  plugins: [react()],
  // The server replaces the placeholder in index.html with the nonce of the answer's Content-Security-Policy.
  html: { cspNonce: '__CSP_NONCE__' },
  server: { proxy: { '/api': { target: api, changeOrigin: false } } },
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    target: 'es2023',
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](?:react|react-dom|scheduler|react-router)[\\/]/ },
            { name: 'mantine', test: /node_modules[\\/]@mantine[\\/]/ },
          ],
        },
      },
    },
  },
})
