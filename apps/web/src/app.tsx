import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { I18nextProvider } from 'react-i18next'
import { RouterProvider } from 'react-router/dom'
import '@fontsource-variable/inter'
import '@fontsource-variable/jetbrains-mono'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import '@mantine/spotlight/styles.layer.css'
import './theme/tokens.css'
import './theme/base.css'
import { createQueryClient } from './api/query-client.ts'
import { createI18n } from './i18n/setup.ts'
import { createRouter } from './routes.tsx'
import { cspNonce } from './theme/nonce.ts'
import { cssVariables, theme } from './theme/theme.ts'

const schemes = localStorageColorSchemeManager({ key: 'sluice.theme' })
const i18n = createI18n()
const router = createRouter()
const queryClient = createQueryClient(() => {
  const { pathname, search } = router.state.location
  if (pathname === '/sign-in') return
  queryClient.clear()
  void router.navigate(`/sign-in?next=${encodeURIComponent(pathname + search)}`, { replace: true })
})

/** The product in the browser: theme, texts, server data and pages. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={schemes}
      defaultColorScheme="auto"
      getStyleNonce={cspNonce}
    >
      <I18nextProvider i18n={i18n}>
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" limit={4} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </I18nextProvider>
    </MantineProvider>
  )
}
