import { Button, Group, Modal } from '@mantine/core'
import type { TriggerDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { callExample } from './call-example.ts'
import { CopiedText } from './copied-text.tsx'
import classes from './triggers.module.css'

/** A trigger whose address is shown, and its secret when it was made just now. */
export interface Shown {
  readonly trigger: TriggerDto
  readonly secret: string | null
}

/** How other programs reach a trigger; a new secret is shown this one time. */
export function HowToCall({ shown, onClose }: { readonly shown: Shown | undefined; readonly onClose: () => void }) {
  const { t } = useTranslation('triggers')
  const { trigger, secret } = shown ?? { trigger: undefined, secret: null }
  const config = trigger?.config
  const address = `${window.location.origin}${trigger?.address ?? ''}`
  return (
    <Modal
      opened={shown !== undefined}
      onClose={onClose}
      size="lg"
      title={t('call.title', { name: trigger?.name ?? '' })}
      closeOnClickOutside={secret === null}
      closeButtonProps={{ 'aria-label': t('shell:close') }}
    >
      {(config?.kind === 'webhook' || config?.kind === 'endpoint') && (
        <div className={classes['form']}>
          <section>
            <h3>{t('call.address')}</h3>
            <CopiedText text={address} label={t('call.address')} />
          </section>
          {secret !== null && (
            <section className={classes['secret']}>
              <h3>{t('call.secret')}</h3>
              <p>{t('call.secretOnce')}</p>
              <CopiedText text={secret} label={t('call.secret')} />
            </section>
          )}
          <section>
            <h3>{t('call.example')}</h3>
            <p>{t(`call.signIn.${config.signIn.kind}`)}</p>
            <CopiedText text={callExample(address, config, secret ?? undefined)} label={t('call.example')} />
          </section>
          {trigger?.flowPublished === null && <p className={classes['warning']}>{t('call.notPublished')}</p>}
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('call.done')}</Button>
          </Group>
        </div>
      )}
    </Modal>
  )
}
