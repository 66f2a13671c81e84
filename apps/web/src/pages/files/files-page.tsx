import { ActionIcon, Button, FileButton, Tooltip } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { IconDownload, IconFiles, IconTrash, IconUpload } from '@tabler/icons-react'
import { useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { hrefOf } from '../../api/client.ts'
import { keyOf, useChange, useRoute } from '../../api/queries.ts'
import { useFormat } from '../../i18n/use-format.ts'
import { Chip } from '../../ui/chip.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNotice } from '../../ui/error-notice.tsx'
import { notifyDone, notifyError } from '../../ui/notify.ts'
import { RowsSkeleton } from '../../ui/skeletons.tsx'
import { PageBody, TopBar } from '../../ui/top-bar.tsx'
import { UploadList } from './upload-list.tsx'
import { useUploads } from './use-uploads.ts'
import classes from '../../ui/list.module.css'

/** The files of the workspace, which sources read and sinks write. */
export function FilesPage() {
  const { t } = useTranslation('files')
  const format = useFormat()
  const client = useQueryClient()
  const [dragging, setDragging] = useState(false)
  const [doomed, setDoomed] = useState<string>()
  const [replacing, setReplacing] = useState<readonly File[]>([])
  const query = useRoute('listFiles', {})
  const remove = useChange('deleteFile', ['listFiles'])
  const uploads = useUploads(() => void client.invalidateQueries({ queryKey: keyOf('listFiles') }))
  const files = query.data?.files ?? []
  const paths = new Set(files.map((file) => file.path))
  const add = (chosen: readonly File[]): void => {
    const taken = chosen.filter((file) => paths.has(file.name))
    uploads.start(chosen.filter((file) => !paths.has(file.name)))
    setReplacing(taken)
  }
  const drop = (event: DragEvent): void => {
    event.preventDefault()
    setDragging(false)
    add([...event.dataTransfer.files])
  }
  const uploadButton = (
    <FileButton multiple onChange={add}>
      {(props) => (
        <Button {...props} leftSection={<IconUpload size={14} />}>
          {t('upload')}
        </Button>
      )}
    </FileButton>
  )
  return (
    <div
      className={classes['dropZone']}
      data-dragging={dragging || undefined}
      onDragOver={(event) => {
        event.preventDefault()
        setDragging(true)
      }}
      onDragLeave={() => setDragging(false)}
      onDrop={drop}
    >
      <TopBar title={t('title')} badge={query.data !== undefined && <Chip>{format.number(files.length)}</Chip>}>
        {uploadButton}
      </TopBar>
      <PageBody>
        <UploadList uploads={uploads.list} onCancel={uploads.cancel} />
        {query.isPending && <RowsSkeleton rows={6} />}
        {query.isError && <ErrorNotice error={query.error} retry={query.refetch} />}
        {query.isSuccess && files.length === 0 && (
          <EmptyState icon={IconFiles} title={t('empty.title')} text={t('empty.text')}>
            {uploadButton}
          </EmptyState>
        )}
        {files.length > 0 && (
          <div className={classes['frame']}>
            <table className={classes['list']}>
              <thead>
                <tr>
                  <th>{t('columns.path')}</th>
                  <th data-number>{t('columns.size')}</th>
                  <th>{t('columns.modified')}</th>
                  <th>
                    <span className="visually-hidden">{t('columns.actions')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {files.map((file) => (
                  <tr key={file.path}>
                    <td>{file.path}</td>
                    <td data-number>{format.bytes(file.bytes)}</td>
                    <td>{format.ago(file.modifiedAt)}</td>
                    <td>
                      <div className={classes['actions']}>
                        <Tooltip label={t('download')}>
                          <ActionIcon
                            component="a"
                            href={hrefOf('downloadFile', { query: { path: file.path } })}
                            download
                            aria-label={t('downloadOf', { path: file.path })}
                          >
                            <IconDownload size={16} />
                          </ActionIcon>
                        </Tooltip>
                        <Tooltip label={t('shell:delete')}>
                          <ActionIcon aria-label={t('deleteOf', { path: file.path })} onClick={() => setDoomed(file.path)}>
                            <IconTrash size={16} />
                          </ActionIcon>
                        </Tooltip>
                      </div>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </PageBody>
      <Confirm
        opened={doomed !== undefined}
        title={t('delete.title')}
        text={t('delete.text', { path: doomed ?? '' })}
        action={t('delete.action')}
        busy={remove.isPending}
        onClose={() => setDoomed(undefined)}
        onConfirm={() => {
          if (doomed === undefined) return
          remove.mutate(
            { query: { path: doomed } },
            {
              onSuccess: () => notifyDone(t, t('delete.done', { path: doomed })),
              onError: (error) => notifyError(t, error),
              onSettled: () => setDoomed(undefined),
            },
          )
        }}
      />
      <Confirm
        opened={replacing.length > 0}
        title={t('replace.title', { count: replacing.length })}
        text={t('replace.text', { count: replacing.length, names: replacing.map((file) => file.name).join(', ') })}
        action={t('replace.action')}
        onClose={() => setReplacing([])}
        onConfirm={() => {
          uploads.start(replacing)
          setReplacing([])
        }}
      />
    </div>
  )
}
