import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { IconWebhook } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { call } from '../../api/client.ts'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { useEditor } from '../context.ts'

/** Takes the last event that this flow's triggers received as the sample of an incoming request. */
export function LastEvent({ onTaken }: { readonly onTaken: (body: string) => void }) {
  const { t } = useTranslation('triggers')
  const { flowId: id } = useEditor()
  const take = useMutation({
    mutationFn: () => call('lastIncoming', { params: { id } }),
    onSuccess: ({ body }) => {
      if (body !== null) onTaken(body)
      notifyDone(t, t(body === null ? 'sample.none' : 'sample.taken'))
    },
    onError: (error) => notifyError(t, error),
  })
  return (
    <Button variant="default" leftSection={<IconWebhook size={14} aria-hidden />} loading={take.isPending} onClick={() => take.mutate()}>
      {t('sample.take')}
    </Button>
  )
}
