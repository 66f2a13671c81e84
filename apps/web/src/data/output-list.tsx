import { Button, Group, Modal } from '@mantine/core'
import type { OutputDto } from '@sluice/contract'
import { IconDatabase, IconDownload, IconFile, IconPackage, IconSitemap, IconTable } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { hrefOf } from '../api/client.ts'
import { useFormat } from '../i18n/use-format.ts'
import { OutputView } from './output-view.tsx'
import classes from './run.module.css'

interface Props {
  readonly runId: string
  readonly outputs: readonly OutputDto[]
  readonly nodeLabel: (node: string) => string
  /** The run may still write some. */
  readonly running: boolean
}

function OutputIcon({ kind }: Pick<OutputDto, 'kind'>) {
  const Icon = kind === 'file' ? IconFile : kind === 'table' ? IconTable : IconDatabase
  return <Icon size={16} aria-hidden />
}

/** What a run wrote: to look at and to download. */
export function OutputList({ runId, outputs, nodeLabel, running }: Props) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const [open, setOpen] = useState<OutputDto>()
  if (outputs.length === 0) {
    return (
      <p className={classes['hint']}>
        <IconPackage size={16} aria-hidden /> {running ? t('outputs.notYet') : t('outputs.none')}
      </p>
    )
  }
  return (
    <>
      <ul className={classes['outputs']}>
        {outputs.map((output) => {
          const name = output.kind === 'table' ? nodeLabel(output.node) : output.path
          return (
            <li key={output.id}>
              <OutputIcon kind={output.kind} />
              <span className={classes['outputName']}>
                <strong>{name}</strong>
                <span>
                  {t(output.kind === 'system' ? 'outputs.factsOfSystem' : 'outputs.facts', {
                    count: output.rows,
                    rows: format.number(output.rows),
                    bytes: format.bytes(output.bytes),
                    format: output.format.toUpperCase(),
                  })}
                </span>
              </span>
              <Group gap={4} wrap="nowrap">
                {!running && (
                  <Button
                    component={Link}
                    to={`/runs/${runId}?tab=lineage`}
                    variant="default"
                    leftSection={<IconSitemap size={14} />}
                    aria-label={t('outputs.lineageOf', { name })}
                  >
                    {t('outputs.lineage')}
                  </Button>
                )}
                {output.kind !== 'system' && (
                  <>
                    <Button
                      variant="default"
                      leftSection={<IconTable size={14} />}
                      onClick={() => setOpen(output)}
                      aria-label={t('outputs.viewOf', { name })}
                    >
                      {t('outputs.view')}
                    </Button>
                    <Button
                      component="a"
                      href={hrefOf('downloadOutput', { params: { id: runId, output: output.id } })}
                      download
                      variant="default"
                      leftSection={<IconDownload size={14} />}
                      aria-label={t('outputs.downloadOf', { name })}
                    >
                      {t('outputs.download')}
                    </Button>
                  </>
                )}
              </Group>
            </li>
          )
        })}
      </ul>
      <Modal
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        title={open?.path}
        size="90%"
        closeButtonProps={{ 'aria-label': t('shell:close') }}
      >
        <div className={classes['outputModal']}>{open !== undefined && <OutputView runId={runId} output={open} />}</div>
      </Modal>
    </>
  )
}
