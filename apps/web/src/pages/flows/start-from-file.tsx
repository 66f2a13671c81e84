import { Button, FileButton, Loader, Tooltip } from '@mantine/core'
import { emptyFlow, flowSchema, type Flow } from '@sluice/flow'
import { IconFileUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.ts'
import { call } from '../../api/client.ts'
import { uploadFile } from '../../api/upload.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { notifyError } from '../../ui/notify.ts'
import { freeName } from './arrange-flows.ts'
import { sourceForFile, startable, titleOfFile } from './source-for-file.ts'

interface Props {
  readonly flows: readonly { readonly name: string }[]
  readonly onFlow: (flow: Flow) => void
}

/** Uploads a file and makes a flow that reads it: its dialect and columns are found by looking into it. */
export function StartFromFile({ flows, onFlow }: Props) {
  const { t } = useTranslation('flows')
  const format = useFormat()
  const [sent, setSent] = useState<number>()
  const start = async (file: File): Promise<void> => {
    const source = sourceForFile(file.name)
    if (source === undefined) throw new ApiError(0, 'no-source-for-file', { params: { file: file.name } })
    setSent(0)
    await uploadFile(file.name, file, setSent)
    // What the probe can't tell stays at its default; the editor then shows what is missing.
    const probe = await call('probeSource', { body: { type: source.type, config: source.config } })
    const node = {
      id: 'source',
      type: source.type,
      label: titleOfFile(file.name),
      config: { ...source.config, ...probe.config },
      position: { x: 0, y: 0 },
      disabled: false,
    }
    onFlow(flowSchema.parse({ ...emptyFlow(freeName(titleOfFile(file.name), flows)), nodes: [node] }))
  }
  const choose = (file: File | null): void => {
    if (file === null) return
    start(file)
      .catch((error: unknown) => notifyError(t, error))
      .finally(() => setSent(undefined))
  }
  return (
    <FileButton onChange={choose} accept={startable.join(',')}>
      {(props) => (
        <Tooltip label={t('fromFileHelp')}>
          <Button
            {...props}
            variant="default"
            disabled={sent !== undefined}
            leftSection={sent === undefined ? <IconFileUpload size={14} /> : <Loader size={14} />}
          >
            {sent === undefined ? t('fromFile') : t('sending', { share: format.percent(sent) })}
          </Button>
        </Tooltip>
      )}
    </FileButton>
  )
}
