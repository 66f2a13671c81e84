import type { HostQuestion, RunManifest, SystemStep } from '@sluice/engine'

/** Replaces what must not be seen in any text of a plain value. */
type Hide = <T>(value: T) => T

const inStep = (step: SystemStep, hide: Hide): SystemStep => ({ ...step, plan: hide(step.plan) })

const inManifest = (manifest: RunManifest, hide: Hide): RunManifest => ({
  ...manifest,
  steps: manifest.steps.map((step) => (step.kind === 'system' ? inStep(step, hide) : step)),
  problems: hide(manifest.problems),
})

/**
 * A question as the host may write it down and show it: what people read of it (write plans, problems) is hidden like every event.
 * What applying needs stays as it is: paths, manifests of connectors, watermarks.
 */
export function hideInQuestion(question: HostQuestion, hide: Hide): HostQuestion {
  switch (question.type) {
    case 'prepared':
      return { ...question, step: inStep(question.step, hide) }
    case 'commit':
    case 'applied':
      return { ...question, manifest: inManifest(question.manifest, hide) }
    case 'apply':
      return question
  }
}
