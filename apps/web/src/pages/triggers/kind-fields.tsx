import type { TriggerConfig } from '@sluice/contract'
import { EndpointFields, WebhookFields } from './incoming-kinds.tsx'
import type { KindProps } from './kind-props.ts'
import { FileFields, FlowFields } from './watching-kinds.tsx'

/** The settings of a trigger's own kind. */
export function KindFields({ config, ...rest }: KindProps<TriggerConfig>) {
  switch (config.kind) {
    case 'webhook':
      return <WebhookFields config={config} {...rest} />
    case 'endpoint':
      return <EndpointFields config={config} {...rest} />
    case 'file':
      return <FileFields config={config} {...rest} />
    case 'flow':
      return <FlowFields config={config} {...rest} />
  }
}
